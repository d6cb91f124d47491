import type { Principal } from "@/server/auth/principal";
import type { ServiceDeps } from "@/server/services/deps";
import { type EntryState, entryState } from "@/server/services/log/checkpoint-over";
import { type LotSummary, type LotsOptions, lotsOf } from "@/server/services/trace/lots";
import { type PlaceName, placeNames } from "./place-names";

/** A lot as a line of the member's list. */
export interface ListedLot extends LotSummary {
  madeAt: PlaceName | null;
  lastPlace: PlaceName | null;
  /** The last event put the lot into another. */
  isUsed: boolean;
  /** Of the entry that brought it into being. */
  entryState: EntryState;
}

/** Lists the lots that a member made, newest first, a page at a time. */
export async function listLots(
  deps: Pick<ServiceDeps, "sql" | "ledger">,
  principal: Pick<Principal, "iss">,
  options: LotsOptions,
): Promise<{ lots: ListedLot[]; next: string | null }> {
  const { lots, next } = await lotsOf(deps.sql, principal.iss, options);
  const origins = await originPlaces(deps, lots);
  const used = await usedLots(deps, lots);
  const nameOf = await placeNames(deps.sql, [
    ...origins.values(),
    ...lots.map((lot) => lot.state?.place ?? null),
  ]);
  return {
    lots: lots.map((lot) => ({
      ...lot,
      madeAt: nameOf(origins.get(lot.id) ?? null),
      lastPlace: nameOf(lot.state?.place ?? null),
      isUsed: used.has(lot.id),
      entryState: entryState(deps.ledger, Number(lot.originEvent.split(".")[0])),
    })),
    next,
  };
}

/** Reads where each lot was brought into being, by the lot's id. */
async function originPlaces(
  { sql }: Pick<ServiceDeps, "sql">,
  lots: LotSummary[],
): Promise<Map<string, string | null>> {
  const rows = await sql<{ epc: string; leaf_index: number; ordinal: number; place: string | null }[]>`
    select epc, leaf_index, ordinal, place from mirror.lot_origins
    where epc = any(${lots.map((lot) => lot.id)}) and place is not null`;
  const wanted = new Map(lots.map((lot) => [lot.id, lot.originEvent]));
  return new Map(
    rows
      .filter((row) => wanted.get(row.epc) === `${row.leaf_index}.${row.ordinal}`)
      .map((row) => [row.epc, row.place]),
  );
}

/** Finds the lots whose last event has them as an input. */
async function usedLots({ sql }: Pick<ServiceDeps, "sql">, lots: LotSummary[]): Promise<Set<string>> {
  const last = new Map(lots.map((lot) => [lot.id, lot.state?.eventId]));
  const rows = await sql<{ epc: string; leaf_index: number; ordinal: number }[]>`
    select epc, leaf_index, ordinal from mirror.event_epcs
    where role = 'input' and epc = any(${[...last.keys()]})`;
  return new Set(
    rows.filter((row) => last.get(row.epc) === `${row.leaf_index}.${row.ordinal}`).map((row) => row.epc),
  );
}
