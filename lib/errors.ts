import type { JsonValue } from "./json";

/** The kinds of refusal a caller can act on. Doors map each to one status. */
export type ErrorCode =
  | "malformed"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "too_large"
  | "unsupported"
  | "unavailable";

/** What may accompany a `DomainError`: the place in the input, and facts that are safe for a client. */
export interface DomainErrorOptions {
  cause?: unknown;
  path?: string;
  details?: JsonValue;
}

/**
 * A refusal whose message is safe for a client: `path: expected X, got Y`.
 * Told apart by `.code`, never by instanceof, because bundles may hold two copies of this class.
 */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly path?: string;
  readonly details?: JsonValue;

  constructor(code: ErrorCode, message: string, options: DomainErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "DomainError";
    this.code = code;
    if (options.path !== undefined) this.path = options.path;
    if (options.details !== undefined) this.details = options.details;
  }
}

/** A proof that does not hold: the step that failed, and the evidence as it was seen. */
export class VerificationError extends Error {
  readonly code = "verification";
  readonly step: string;
  readonly evidence: Record<string, unknown>;

  constructor(step: string, message: string, evidence: Record<string, unknown> = {}) {
    super(message);
    this.name = "VerificationError";
    this.step = step;
    this.evidence = evidence;
  }
}

/**
 * Asserts what only a mistake in this program can break.
 * @throws Error (not a DomainError: never blamed on a caller) when the condition does not hold
 */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message}`);
}

/**
 * Rethrows an error as the failure of one step of a verification: a refusal of the input keeps its message and
 * evidence, anything else is a mistake in this program and passes unchanged.
 * @throws VerificationError naming `step`
 */
export function failStep(step: string, error: unknown): never {
  if (!(error instanceof Error) || !("code" in error)) throw error;
  const evidence = "evidence" in error ? (error.evidence as Record<string, unknown>) : {};
  const failure = new VerificationError(step, error.message, evidence);
  failure.cause = error;
  throw failure;
}
