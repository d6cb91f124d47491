/** Where a lot came from and where it went: lots, containers and items as a graph. */
import type { Sql } from "@/server/db/client";
import { type ItemKind, keysOf } from "@/server/mirror/item-keys";
import { type LocalizedText, productsOf } from "./master-data";
import {
  type Direction,
  edgesMax,
  edgesOf,
  type RelationEdge,
  type RelationKind,
  startOf,
  withInstances,
} from "./relation-edges";

export type { RelationEdge, RelationKind } from "./relation-edges";

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

export interface RelationTree {
  root: string;
  direction: Direction;
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

const depthMax = 12;
const nodesMax = 2_000;

/** Walks from a lot (or container, or item) to its ingredients (`upstream`) or to what was made of it (`downstream`). */
export async function relationTree(
  sql: Sql,
  id: string,
  direction: Direction,
  options: RelationTreeOptions = {},
): Promise<RelationTree> {
  const depthLimit = Math.min(Math.max(1, options.depth ?? depthMax), depthMax);
  const limit = Math.min(Math.max(1, options.limit ?? 500), nodesMax);
  const kinds = options.kinds ?? ["transformation", "aggregation", "association"];
  const walk: Walk = { direction, limit, depths: new Map([[id, 0]]), edges: new Map(), isTruncated: false };
  let frontier = await startOf(sql, id, direction);
  for (let depth = 1; frontier.size > 0; depth++) {
    const edges = await edgesOf(sql, frontier, direction, kinds);
    if (depth > depthLimit) {
      walk.isTruncated ||= edges.length > 0;
      break;
    }
    frontier = await withInstances(sql, takeStep(walk, edges, depth), direction);
  }
  const { depths, edges, isTruncated } = walk;
  return { root: id, direction, nodes: await nodesOf(sql, depths), edges: [...edges.values()], isTruncated };
}

/** How far a walk has come. */
interface Walk {
  direction: Direction;
  /** Nodes at most. */
  limit: number;
  depths: Map<string, number>;
  edges: Map<string, RelationEdge>;
  isTruncated: boolean;
}

/** Adds the edges of one step. @returns the nodes that they lead to for the first time */
function takeStep(walk: Walk, edges: RelationEdge[], depth: number): string[] {
  const fresh: string[] = [];
  walk.isTruncated ||= edges.length >= edgesMax;
  for (const edge of edges) {
    const far = walk.direction === "upstream" ? edge.from : edge.to;
    if (!walk.depths.has(far)) {
      if (walk.depths.size >= walk.limit) {
        walk.isTruncated = true;
        continue;
      }
      walk.depths.set(far, depth);
      fresh.push(far);
    }
    addEdge(walk.edges, edge);
  }
  return fresh;
}

/** Adds an edge, or what it tells to the edge that is there. */
function addEdge(edges: Map<string, RelationEdge>, edge: RelationEdge): void {
  const key = JSON.stringify([edge.from, edge.to, edge.kind]);
  const known = edges.get(key);
  if (known === undefined) {
    edges.set(key, edge);
    return;
  }
  const [event] = edge.events;
  if (event !== undefined && known.events.length < 20 && !known.events.includes(event))
    known.events.push(event);
  known.fromQuantity = sumOf(known.fromQuantity, edge.fromQuantity, known.fromUom === edge.fromUom);
  known.toQuantity = sumOf(known.toQuantity, edge.toQuantity, known.toUom === edge.toUom);
}

function sumOf(known: number | null, more: number | null, isSameUnit: boolean): number | null {
  if (known === null || more === null) return known ?? more;
  return isSameUnit ? known + more : null;
}

async function nodesOf(sql: Sql, depths: Map<string, number>): Promise<RelationNode[]> {
  const keys = new Map([...depths.keys()].map((id) => [id, keysOf(id)]));
  const gtins = [...keys.values()].map(({ gtin }) => gtin).filter((gtin) => gtin !== null);
  const products = await productsOf(sql, [...new Set(gtins)]);
  return [...keys]
    .map(([id, { kind, gtin, lot }]) => ({
      id,
      kind,
      depth: depths.get(id) ?? 0,
      gtin,
      lot,
      productName: products.get(gtin ?? "")?.name ?? null,
    }))
    .sort((a, b) => a.depth - b.depth || (a.id < b.id ? -1 : 1));
}
