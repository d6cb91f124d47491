/** The application's own interface: one line for each router. */
import { createCallerFactory, router } from "./init";
import { authRouter } from "./routers/auth";
import { captureRouter } from "./routers/capture";
import { erasureRouter } from "./routers/erasure";
import { logRouter } from "./routers/log";
import { lotsRouter } from "./routers/lots";
import { placesRouter } from "./routers/places";
import { productsRouter } from "./routers/products";
import { scanRouter } from "./routers/scan";
import { statusRouter } from "./routers/status";
import { traceRouter } from "./routers/trace";

export const appRouter = router({
  auth: authRouter,
  capture: captureRouter,
  erasure: erasureRouter,
  log: logRouter,
  lots: lotsRouter,
  places: placesRouter,
  products: productsRouter,
  scan: scanRouter,
  status: statusRouter,
  trace: traceRouter,
});

export type AppRouter = typeof appRouter;

/** Makes in-process callers of every procedure. */
export const createCaller = createCallerFactory(appRouter);

export type Caller = ReturnType<typeof createCaller>;
