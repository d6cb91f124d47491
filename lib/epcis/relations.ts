import type { JsonObject } from "../json";
import { type Item, itemsOf } from "./items";

/** A step from one thing to another that an event makes: what went into what. */
export interface Relation {
  kind: "transformation" | "aggregation" | "association";
  /** Index among the relations of the event. */
  position: number;
  /** Input or child. */
  from: Item;
  /** Output or parent. */
  to: Item;
  /** ADD, OBSERVE or DELETE; null for a transformation. */
  action: string | null;
}

/**
 * Lists the relations of an event: every input with every output of a transformation, every child with the parent of an
 * aggregation or association. A transformation told in several events with one transformationID gives relations only for
 * inputs and outputs in the same event.
 */
export function relationsOf(event: JsonObject, items: readonly Item[] = itemsOf(event)): Relation[] {
  const inRole = (role: Item["role"]) => items.filter((item) => item.role === role);
  if (event.type === "TransformationEvent") {
    return pairs("transformation", inRole("input"), inRole("output"), null);
  }
  if (event.type !== "AggregationEvent" && event.type !== "AssociationEvent") return [];
  const kind = event.type === "AggregationEvent" ? "aggregation" : "association";
  const action = typeof event.action === "string" ? event.action : null;
  return pairs(kind, inRole("child"), inRole("parent"), action);
}

function pairs(kind: Relation["kind"], from: Item[], to: Item[], action: string | null): Relation[] {
  return from.flatMap((source, i) =>
    to.map((target, j) => ({ kind, position: i * to.length + j, from: source, to: target, action })),
  );
}
