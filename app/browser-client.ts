import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

/** What procedures take and give, by router and name. */
export type Inputs = inferRouterInputs<AppRouter>;
export type Outputs = inferRouterOutputs<AppRouter>;

/** The procedures, called from the browser over HTTP. */
export const browserClient = createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: "/api/trpc" })] });

/** What a call was refused for, as far as the answer says. */
export interface Failure {
  /** A code of lib/errors; `unreachable` when no answer came; `internal` when the server broke. */
  code: string;
  /** Place in the input. */
  path?: string;
  /** `path: expected X, got Y` */
  message: string;
  details?: unknown;
}

/** Reads why a call failed out of whatever it threw. */
export function failureOf(thrown: unknown): Failure {
  if (!(thrown instanceof TRPCClientError)) return { code: "unreachable", message: String(thrown) };
  const data = thrown.data as { refusal?: { code: string; path?: string; details?: unknown } | null } | null;
  if (data === null || data === undefined) return { code: "unreachable", message: thrown.message };
  const { refusal } = data;
  if (refusal === null || refusal === undefined) return { code: "internal", message: thrown.message };
  return {
    code: refusal.code,
    message: thrown.message,
    ...(refusal.path === undefined ? {} : { path: refusal.path }),
    ...(refusal.details === undefined ? {} : { details: refusal.details }),
  };
}
