import { DomainError } from "@/lib/errors";
import { type ErasureReason, erasureReasons, isErasureReason } from "@/lib/membership/erasure-reasons";
import { eraseEvent } from "@/server/services/erasure/erase-event";
import { erasureNotice, erasureStatus } from "@/server/services/erasure/erasure-notice";
import { sameContent } from "@/server/services/erasure/same-content";
import { entryState, entryWitnesses } from "@/server/services/log/checkpoint-over";
import { parseEventId } from "@/server/services/trace/trace-event";
import { memberProcedure, publicProcedure, router } from "../init";
import { objectInput, textInput } from "../input";

/** Erasing events, and what is known of it afterwards. */
export const erasureRouter = router({
  /** Who erased an event, when and why: the log says so to everybody. Null while it is not erased. */
  notice: publicProcedure.input(parseEvent).query(async ({ ctx, input }) => {
    const { sql, ledger } = ctx.runtime.services;
    const notice = await erasureNotice(sql, input.event);
    const { leafIndex } = parseEventId(input.event);
    return notice === null
      ? null
      : {
          ...notice,
          isFinal: entryState(ledger, leafIndex) === "final",
          witnesses: entryWitnesses(ledger, leafIndex),
        };
  }),

  /** How far the erasure of an event is. */
  status: memberProcedure
    .input(parseEvent)
    .query(({ ctx, input }) => erasureStatus(ctx.runtime.services, input.event)),

  /** Other events of the same member that repeat the content of one of its own. */
  related: memberProcedure
    .input(parseEvent)
    .query(({ ctx, input }) => sameContent(ctx.runtime.services.sql, ctx.principal.iss, input.event)),

  /** Erases an event or record of one's own member, for ever. */
  erase: memberProcedure
    .input(parseErasure)
    .mutation(({ ctx, input }) => eraseEvent(ctx.runtime.services, ctx.principal, input)),
});

function parseEvent(value: unknown): { event: string } {
  const event = textInput(objectInput(value), "event", 40);
  parseEventId(event);
  return { event };
}

function parseErasure(value: unknown): { event: string; reason: ErasureReason } {
  const { reason } = objectInput(value);
  if (isErasureReason(reason)) return { ...parseEvent(value), reason };
  throw new DomainError(
    "malformed",
    `$.reason: expected one of ${erasureReasons.join(", ")}, got ${JSON.stringify(reason) ?? "nothing"}`,
    { path: "$.reason" },
  );
}
