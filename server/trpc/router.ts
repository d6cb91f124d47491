/** The application's own interface: one line for each router. */
import { createCallerFactory, router } from "./init";
import { authRouter } from "./routers/auth";
import { statusRouter } from "./routers/status";

export const appRouter = router({
  auth: authRouter,
  status: statusRouter,
});

export type AppRouter = typeof appRouter;

/** Makes in-process callers of every procedure. */
export const createCaller = createCallerFactory(appRouter);

export type Caller = ReturnType<typeof createCaller>;
