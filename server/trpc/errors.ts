/** The one table from refusals to tRPC's codes, and through them to HTTP statuses. */
import { TRPCError } from "@trpc/server";
import type { ErrorCode } from "@/lib/errors";
import type { JsonValue } from "@/lib/json";
import { reportInternalError } from "@/server/report";

type TrpcCode = TRPCError["code"];

const codes: Record<ErrorCode | "verification", TrpcCode> = {
  malformed: "BAD_REQUEST",
  unauthenticated: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  not_found: "NOT_FOUND",
  conflict: "CONFLICT",
  too_large: "PAYLOAD_TOO_LARGE",
  unsupported: "UNPROCESSABLE_CONTENT",
  unavailable: "SERVICE_UNAVAILABLE",
  verification: "UNPROCESSABLE_CONTENT",
};

/** A refusal as clients see it, beside tRPC's own fields. */
export interface Refusal {
  code: ErrorCode | "verification";
  /** Place in the input, where the refusal names one. */
  path?: string;
  /** The step of a proof that failed. */
  step?: string;
  details?: JsonValue;
}

/** Reads a refusal out of whatever was thrown; undefined when it is not one of ours. */
export function refusalOf(thrown: unknown): Refusal | undefined {
  if (!(thrown instanceof Error) || !("code" in thrown)) return undefined;
  const { code, path, step, details } = thrown as Error & Partial<Refusal>;
  if (code === undefined || !Object.hasOwn(codes, code)) return undefined;
  return {
    code,
    ...(path === undefined ? {} : { path }),
    ...(step === undefined ? {} : { step }),
    ...(details === undefined ? {} : { details }),
  };
}

/**
 * Turns what a procedure threw into what a client may see. Refusals keep their message; anything unforeseen becomes
 * "internal error" with an id under which the whole of it stands on stderr.
 */
export function toClientError(error: TRPCError): TRPCError {
  const cause = error.cause;
  const refusal = refusalOf(cause);
  if (refusal !== undefined && cause !== undefined) {
    return new TRPCError({ code: codes[refusal.code], message: cause.message, cause });
  }
  if (error.code !== "INTERNAL_SERVER_ERROR") return error;
  const id = reportInternalError(cause ?? error);
  return new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: `internal error ${id}` });
}
