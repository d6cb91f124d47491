/** Edges between lots, containers and items that one event states. */
import type { JsonObject } from "@/lib/json";
import { indexedOrNull, indexedText, textOrNull } from "./column-values";
import type { EventSource } from "./event-rows";
import { lotId } from "./item-keys";
import type { MirrorRows, RowOf } from "./tables";

type EpcRow = RowOf<"event_epcs">;
type RelationRow = RowOf<"lot_relations">;

/** Pairs of one event up to here are edges of their own; more go through a node for the process. */
const pairsMax = 1000;

/** How much of one lot an event names. */
interface Amount {
  epc: string;
  quantity: number | null;
  uom: string | null;
}

const relationKinds: Record<string, RelationRow["kind"]> = {
  TransformationEvent: "transformation",
  AggregationEvent: "aggregation",
  AssociationEvent: "association",
};

/**
 * Adds one row for each pair of input and output, or child and parent.
 * Inputs and outputs of a process that several events tell of are joined through its transformationID; those of an
 * event with very many through `index.ordinal`.
 */
export function addRelationRows(
  rows: MirrorRows,
  source: EventSource,
  body: JsonObject,
  items: EpcRow[],
): void {
  const kind = typeof body.type === "string" ? relationKinds[body.type] : undefined;
  if (kind === undefined) return;
  const isTransformation = kind === "transformation";
  const from = amountsOf(items, isTransformation ? "input" : "child");
  const to = amountsOf(items, isTransformation ? "output" : "parent");
  let position = 0;
  for (const [origin, target] of pairsOf(from, to, hubOf(source, body, isTransformation, from, to))) {
    rows.lot_relations.push({
      leafIndex: source.leafIndex,
      ordinal: source.ordinal,
      position: position++,
      kind,
      fromEpc: origin.epc,
      toEpc: target.epc,
      fromQuantity: origin.quantity,
      fromUom: origin.uom,
      toQuantity: target.quantity,
      toUom: target.uom,
      eventTime: items[0]?.eventTime ?? null,
      action: isTransformation ? null : textOrNull(body.action),
    });
  }
}

function hubOf(
  source: EventSource,
  body: JsonObject,
  isTransformation: boolean,
  from: Amount[],
  to: Amount[],
): Amount | null {
  const process = isTransformation ? indexedOrNull(body.transformationID) : null;
  const isLarge = from.length * to.length > pairsMax && from.length > 1 && to.length > 1;
  const epc = process ?? (isLarge ? `${source.leafIndex}.${source.ordinal}` : null);
  return epc === null ? null : { epc, quantity: null, uom: null };
}

function pairsOf(from: Amount[], to: Amount[], hub: Amount | null): [Amount, Amount][] {
  if (hub === null) return from.flatMap((f) => to.map((t): [Amount, Amount] => [f, t]));
  return [...from.map((f): [Amount, Amount] => [f, hub]), ...to.map((t): [Amount, Amount] => [hub, t])];
}

/** Sums up the items of one role by lot; instances without a known lot stand for themselves. */
function amountsOf(items: EpcRow[], role: EpcRow["role"]): Amount[] {
  const amounts = new Map<string, Amount>();
  const mixed = new Set<string>();
  for (const item of items) {
    if (item.role !== role) continue;
    const epc = item.gtin !== null && item.lot !== null ? indexedText(lotId(item.gtin, item.lot)) : item.epc;
    const quantity = item.isClass ? item.quantity : 1;
    const known = amounts.get(epc);
    if (known === undefined) {
      amounts.set(epc, { epc, quantity, uom: item.uom });
    } else if (known.quantity === null || quantity === null || known.uom !== item.uom) {
      mixed.add(epc);
    } else {
      known.quantity += quantity;
    }
  }
  for (const epc of mixed) amounts.set(epc, { epc, quantity: null, uom: null });
  return [...amounts.values()];
}
