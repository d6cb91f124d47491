/** The plain doors' table from refusals to HTTP statuses; tRPC's own is server/trpc/errors.ts. */
import type { ErrorCode } from "@/lib/errors";

const statuses: Record<ErrorCode | "verification", number> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported: 422,
  unavailable: 503,
  verification: 422,
};

/** Returns the status of a refusal; undefined when what was thrown is not one of ours. */
export function refusalStatus(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !("code" in thrown) || typeof thrown.code !== "string") return undefined;
  return Object.hasOwn(statuses, thrown.code) ? statuses[thrown.code as ErrorCode] : undefined;
}
