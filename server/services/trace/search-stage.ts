import type { Sql } from "@/server/db/client";
import { keysOf } from "@/server/mirror/item-keys";
import type { HitKind, SearchHit } from "./search";
import type { Candidate } from "./search-filter";

/** One part of a search: hits of one kind, found in one way, in the order of one index. */
export interface SearchStage {
  kind: HitKind;
  /** Reads hits after a key, at most `limit`; fewer mean that there are no more. */
  find(sql: Sql, text: string, after: string[] | null, limit: number): Promise<Candidate[]>;
}

/** Makes a hit without a name. */
export function itemHit(kind: HitKind, id: string, isExact: boolean): SearchHit {
  const { gtin, lot, serial } = keysOf(id);
  return { kind, id, isExact, name: null, gtin, lot, serial, event: null };
}
