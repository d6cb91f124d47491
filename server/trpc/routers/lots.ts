import { parseBatchDraft } from "@/lib/batch/parse-draft";
import { createBatch } from "@/server/services/lots/create-batch";
import { inputLots } from "@/server/services/lots/input-lots";
import { listLots } from "@/server/services/lots/list-lots";
import { readLot } from "@/server/services/lots/read-lot";
import { sampleLot } from "@/server/services/lots/sample-lot";
import { suggestLot } from "@/server/services/lots/suggest-lot";
import type { LotsOptions } from "@/server/services/trace/lots";
import { memberProcedure, publicProcedure, router } from "../init";
import { integerInput, objectInput, optionalTextInput, present, textInput } from "../input";

/** The lots of the member that is signed in. */
export const lotsRouter = router({
  /** A lot that any visitor may try; null while there is none. */
  sample: publicProcedure.query(({ ctx }) => sampleLot(ctx.runtime.services)),

  /** Lists the member's lots, newest first. */
  list: memberProcedure
    .input(parseListQuery)
    .query(({ ctx, input }) => listLots(ctx.runtime.services, ctx.principal, input)),

  /** Reads one lot that the member has recorded something about. */
  get: memberProcedure
    .input(parseLot)
    .query(({ ctx, input }) => readLot(ctx.runtime.services, ctx.principal, input)),

  /** Suggests a lot number that is free. Input: the GTIN and the day, `YYYY-MM-DD`. */
  suggest: memberProcedure
    .input(parseSuggestion)
    .query(({ ctx, input }) => suggestLot(ctx.runtime.services.sql, input.gtin, input.day)),

  /** Finds lots that may go into a batch of the member. */
  inputs: memberProcedure
    .input((value: unknown) => ({ text: optionalTextInput(objectInput(value), "text", 100) ?? "" }))
    .query(({ ctx, input }) => inputLots(ctx.runtime.services.sql, ctx.principal.iss, input.text)),

  /** Logs a batch and returns its receipt. Input: a `BatchDraft`. */
  create: memberProcedure
    .input(parseBatchDraft)
    .mutation(({ ctx, input }) => createBatch(ctx.runtime.services, ctx.principal, input)),

  /** Told before a label goes to the printer: from the first one on, the address in the codes stays as it is. */
  printed: memberProcedure.mutation(({ ctx }) => {
    const { settings, services } = ctx.runtime;
    settings.lockPublicUrl(services.nowMs());
    return { publicUrl: settings.publicUrl(), lockedAt: settings.publicUrlLockedAt() };
  }),
});

function parseListQuery(value: unknown): LotsOptions {
  const input = objectInput(value);
  return present({
    limit: integerInput(input, "limit", { minimum: 1, maximum: 200, fallback: 40 }),
    cursor: optionalTextInput(input, "cursor"),
    gtin: optionalTextInput(input, "gtin", 14),
    text: optionalTextInput(input, "text", 100),
  });
}

function parseLot(value: unknown) {
  const input = objectInput(value);
  return { gtin: textInput(input, "gtin", 14), lot: textInput(input, "lot", 20) };
}

function parseSuggestion(value: unknown) {
  const input = objectInput(value);
  return { gtin: textInput(input, "gtin", 14), day: textInput(input, "day", 10) };
}
