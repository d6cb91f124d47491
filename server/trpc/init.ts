/** tRPC's set-up: the procedures that routers are made of. */
import { initTRPC } from "@trpc/server";
import { DomainError } from "@/lib/errors";
import type { Context } from "./context";
import { refusalOf, toClientError } from "./errors";

const t = initTRPC.context<Context>().create({
  // Never a stack trace to a client, whatever NODE_ENV says.
  isDev: false,
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    data: { ...shape.data, refusal: refusalOf(error.cause) ?? null },
  }),
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

const withErrors = t.middleware(async ({ next }) => {
  const result = await next();
  if (!result.ok) throw toClientError(result.error);
  return result;
});

/** A procedure for anybody. */
export const publicProcedure = t.procedure.use(withErrors);

/** A procedure for whoever is signed in for a member; `ctx.principal` is never null in it. */
export const memberProcedure = publicProcedure.use(({ ctx, next }) => {
  const { principal } = ctx;
  if (principal === null) throw new DomainError("unauthenticated", "sign in first");
  return next({ ctx: { ...ctx, principal } });
});

/** A procedure for regulators. */
export const regulatorProcedure = memberProcedure.use(({ ctx, next }) => {
  if (ctx.principal.role !== "regulator") {
    throw new DomainError("forbidden", `role: expected regulator, got ${ctx.principal.role}`);
  }
  return next({ ctx });
});
