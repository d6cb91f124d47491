/** Where a lot came from and where it went: lots, containers and items as a graph. */
import { DomainError } from "@/lib/errors";
import type { Sql } from "@/server/db/client";
import type { ItemKind } from "@/server/mirror/item-keys";
import type { LocalizedText } from "./master-data";

export type RelationKind = "transformation" | "aggregation" | "association";

export interface RelationNode {
  /** Canonical Digital Link; of a process whose inputs and outputs are in several events, its transformationID. */
  id: string;
  kind: ItemKind;
  /** Edges from the asked-for identifier, 0 for itself. */
  depth: number;
  gtin: string | null;
  lot: string | null;
  productName: LocalizedText | null;
}

export interface RelationEdge {
  /** Input or content. */
  from: string;
  /** Output or container. */
  to: string;
  kind: RelationKind;
  /** Summed over the events; null = not told. */
  fromQuantity: number | null;
  /** UN/CEFACT Recommendation 20 code; null = a count. */
  fromUom: string | null;
  toQuantity: number | null;
  toUom: string | null;
  /** ISO 8601, of the first event. */
  eventTime: string | null;
  /** `index.ordinal` of the events that state it, at most 20. */
  events: string[];
}

export interface RelationTree {
  root: string;
  direction: "upstream" | "downstream";
  /** Ascending by depth, then by id. */
  nodes: RelationNode[];
  edges: RelationEdge[];
  /** There was more than `depth` or `limit` lets through. */
  isTruncated: boolean;
}

export interface RelationTreeOptions {
  /** 1–12. Default 12. */
  depth?: number;
  /** Default: all. */
  kinds?: RelationKind[];
  /** Nodes, default 500. */
  limit?: number;
}

/** Walks from a lot (or container, or item) to its ingredients (`upstream`) or to what was made of it (`downstream`). */
export async function relationTree(
  sql: Sql,
  id: string,
  direction: "upstream" | "downstream",
  options: RelationTreeOptions = {},
): Promise<RelationTree> {
  throw new DomainError(
    "unavailable",
    `${direction} of ${id}: not yet ${Object.keys(options).join()} ${typeof sql}`,
  );
}
