import { DomainError } from "@/lib/errors";
import { erasuresBy } from "@/server/services/erasure/erasure-notice";
import { lotReadings } from "@/server/services/lots/lot-readings";
import { proofOfEvent } from "@/server/services/proofs/proof-of-event";
import { eventDossier } from "@/server/services/trace/event-dossier";
import { type HistoryOptions, historyOf } from "@/server/services/trace/history";
import { withLatestEvents } from "@/server/services/trace/latest-events";
import { locationsOf, partiesOf, productsOf } from "@/server/services/trace/master-data";
import { relationTree } from "@/server/services/trace/relation-tree";
import { type HitKind, type SearchQuery, search } from "@/server/services/trace/search";
import { memberProcedure, regulatorProcedure, router } from "../init";
import {
  integerInput,
  objectInput,
  optionalChoiceInput,
  optionalTextInput,
  present,
  textInput,
} from "../input";

const erasuresMax = 100;

const hitKinds: readonly HitKind[] = [
  "sscc",
  "lot",
  "serial",
  "product",
  "place",
  "party",
  "document",
  "event",
];

/** Histories, for regulators: search, read, walk; single events for their own member too. */
export const traceRouter = router({
  /** Finds lots, serials, pallets, places, organisations, documents, or events by date. */
  search: regulatorProcedure.input(parseSearch).query(async ({ ctx, input }) => {
    const { sql } = ctx.runtime.services;
    const page = await search(sql, input);
    return { ...page, hits: await withLatestEvents(sql, page.hits) };
  }),

  /** Reads the history of an identifier, with its sensor curves and the names in it. */
  history: regulatorProcedure.input(parseHistory).query(async ({ ctx, input }) => {
    const { sql } = ctx.runtime.services;
    const { id, ...options } = input;
    const history = await historyOf(sql, id, options);
    const placeIds = new Set(
      history.events.flatMap((e) => [e.readPoint, e.bizLocation].filter((p) => p !== null)),
    );
    const gtin = /\/01\/(\d{14})/.exec(id)?.[1];
    // An ingredient was kept by its own limits, and has a curve of its own.
    const told = history.events.filter((event) => event.via !== "ancestor");
    const [places, parties, products, readings, erasures] = await Promise.all([
      locationsOf(sql, [...placeIds]),
      partiesOf(sql, [...new Set(history.events.map((event) => event.iss))]),
      productsOf(sql, gtin === undefined ? [] : [gtin]),
      lotReadings(
        sql,
        told.map((event) => event.id),
      ),
      // Of a member: what it has erased. Of anything else nobody knows any more which events named it.
      erasuresBy(sql, id, erasuresMax),
    ]);
    return {
      ...history,
      erasures,
      places: Object.fromEntries(places),
      parties: Object.fromEntries(parties),
      product: [...products.values()][0] ?? null,
      readings,
    };
  }),

  /** Reads one event out of the ledger, its signature, its place in the log. */
  event: memberProcedure
    .input(parseEventId)
    .query(({ ctx, input }) => eventDossier(ctx.runtime.services, ctx.principal, placeOf(input.id))),

  /** Builds the proof of one event with every field shown. */
  proof: memberProcedure
    .input(parseEventId)
    .query(({ ctx, input }) => proofOfEvent(ctx.runtime.services, ctx.principal, placeOf(input.id))),

  /** Walks to what an identifier was made of, or what was made of it. */
  relations: regulatorProcedure.input(parseRelations).query(({ ctx, input }) =>
    relationTree(ctx.runtime.services.sql, input.id, input.direction ?? "upstream", {
      depth: input.depth ?? 12,
    }),
  ),

  /** Lists the organisations that may be filtered by. */
  organisations: regulatorProcedure.query(async ({ ctx }) => {
    const { ledger, sql } = ctx.runtime.services;
    const members = new Map(
      ledger
        .membership()
        .leaves()
        .map((leaf) => [leaf.iss, leaf.roles]),
    );
    const parties = await partiesOf(sql, [...members.keys()]);
    return [...members].map(([iss, roles]) => ({ iss, roles, name: parties.get(iss)?.name ?? null }));
  }),
});

/*
 * What a parser returns has the shape of what it takes: tRPC types the callers by it.
 */

function parseSearch(value: unknown): SearchQuery {
  const input = objectInput(value);
  return present({
    text: optionalTextInput(input, "text", 300),
    kind: optionalChoiceInput(input, "kind", hitKinds),
    from: optionalTextInput(input, "from", 40),
    to: optionalTextInput(input, "to", 40),
    iss: optionalTextInput(input, "iss"),
    limit: integerInput(input, "limit", { minimum: 1, maximum: 100, fallback: 25 }),
    cursor: optionalTextInput(input, "cursor"),
  });
}

function parseHistory(value: unknown): { id: string } & HistoryOptions {
  const input = objectInput(value);
  return present({
    id: textInput(input, "id"),
    scope: optionalChoiceInput(input, "scope", ["self", "journey"] as const),
    limit: integerInput(input, "limit", { minimum: 1, maximum: 500, fallback: 100 }),
    after: optionalTextInput(input, "after"),
  });
}

function parseEventId(value: unknown): { id: string } {
  const id = textInput(objectInput(value), "id", 40);
  placeOf(id);
  return { id };
}

/** Reads `index.ordinal`. @throws DomainError malformed */
function placeOf(id: string): { leafIndex: number; ordinal: number } {
  const match = /^(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,6})$/.exec(id);
  if (match === null) throw new DomainError("malformed", `$.id: expected index.ordinal, got ${id}`);
  return { leafIndex: Number(match[1]), ordinal: Number(match[2]) };
}

function parseRelations(value: unknown): {
  id: string;
  direction?: "upstream" | "downstream";
  depth?: number;
} {
  const input = objectInput(value);
  return {
    id: textInput(input, "id"),
    direction: optionalChoiceInput(input, "direction", ["upstream", "downstream"] as const) ?? "upstream",
    depth: integerInput(input, "depth", { minimum: 1, maximum: 12, fallback: 12 }),
  };
}
