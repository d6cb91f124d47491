import { DomainError } from "@/lib/errors";
import type { JsonValue } from "@/lib/json";
import { captureEvents } from "@/server/services/capture/capture-events";
import { captureStatus } from "@/server/services/capture/capture-status";
import { memberProcedure, router } from "../init";

/** Capture: EPCIS events in, receipts out. */
export const captureRouter = router({
  /** Captures one EPCIS 2.0 event or an EPCISDocument: `{document: JSON text}` or `{document: object}`. */
  submit: memberProcedure
    .input(parseSubmission)
    .mutation(({ ctx, input }) => captureEvents(ctx.runtime.services, ctx.principal, input.document)),

  /** How far an entry has come, with its proof once published; waits up to `waitMs` for publication. */
  status: memberProcedure
    .input(parseStatusQuery)
    .query(({ ctx, input }) => captureStatus(ctx.runtime.services, ctx.principal, input)),
});

function parseSubmission(input: unknown): { document: string | JsonValue } {
  const document = (input as { document?: JsonValue } | null)?.document;
  if (document === undefined || document === null) {
    throw new DomainError("malformed", "$.document: expected an EPCIS event or document, got nothing");
  }
  return { document };
}

function parseStatusQuery(input: unknown): { leafIndex: number; waitMs: number } {
  const { leafIndex, waitMs = 0 } = (input ?? {}) as { leafIndex?: unknown; waitMs?: unknown };
  if (typeof leafIndex !== "number" || !Number.isSafeInteger(leafIndex) || leafIndex < 0) {
    throw new DomainError(
      "malformed",
      `$.leafIndex: expected an integer ≥ 0, got ${JSON.stringify(leafIndex)}`,
    );
  }
  if (typeof waitMs !== "number" || !(waitMs >= 0 && waitMs <= 10_000)) {
    throw new DomainError("malformed", `$.waitMs: expected 0 to 10000, got ${JSON.stringify(waitMs)}`);
  }
  return { leafIndex, waitMs };
}
