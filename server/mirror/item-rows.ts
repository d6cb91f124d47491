/** What an event names: items, the lots it brings into being, and the edges between lots it states. */
import { itemsOf } from "@/lib/epcis/items";
import { bizLocationOf, readPointOf } from "@/lib/epcis/places";
import type { JsonObject } from "@/lib/json";
import { firstTextOf, ilmdValue, indexedOrNull, indexedText, keyText, textOrNull } from "./column-values";
import type { EventSource } from "./event-rows";
import { lotId } from "./item-keys";
import { addRelationRows } from "./relation-rows";
import type { MirrorRows, RowOf } from "./tables";

type EpcRow = RowOf<"event_epcs">;

/** Adds the rows of one event's items, lot origins and lot relations. */
export function addItemRows(
  rows: MirrorRows,
  source: EventSource,
  body: JsonObject,
  eventTime: string | null,
): void {
  const items = itemRows(source, body, eventTime);
  rows.event_epcs.push(...items);
  addOriginRows(rows, source, body, items);
  addRelationRows(rows, source, body, items);
}

/**
 * An item of an event that brings it into being belongs to the lot of the event's ILMD, unless its own identifier
 * names one (CBV 2.0 §9.2.3: instance/lot master data is told at creation).
 */
function itemRows(source: EventSource, body: JsonObject, eventTime: string | null): EpcRow[] {
  const ilmdLot = keyText(firstTextOf(ilmdValue(body, "lotNumber")));
  return itemsOf(body).map((item): EpcRow => {
    const inherited = item.gtin !== undefined && originKind(body, item.role) !== null ? ilmdLot : null;
    return {
      leafIndex: source.leafIndex,
      ordinal: source.ordinal,
      role: item.role,
      position: item.position,
      isClass: item.isClass,
      epc: indexedText(item.id),
      gtin: item.gtin ?? null,
      lot: keyText(item.lot ?? null) ?? inherited,
      serial: keyText(item.serial ?? null),
      quantity: item.quantity ?? null,
      uom: item.uom ?? null,
      eventTime,
    };
  });
}

/** Tells how an event brings its items of this role into being; null when it does not. */
function originKind(body: JsonObject, role: EpcRow["role"]): RowOf<"lot_origins">["kind"] | null {
  if (role === "output") return "produced";
  return role === "epc" && body.type === "ObjectEvent" && body.action === "ADD" ? "commissioned" : null;
}

function addOriginRows(rows: MirrorRows, source: EventSource, body: JsonObject, items: EpcRow[]): void {
  const byLot = new Map<string, RowOf<"lot_origins">>();
  for (const item of items) {
    const kind = originKind(body, item.role);
    if (kind === null || item.gtin === null || item.lot === null) continue;
    const epc = indexedText(lotId(item.gtin, item.lot));
    const known = byLot.get(epc);
    if (known === undefined) {
      byLot.set(
        epc,
        originRow(source, body, item, { epc, kind, gtin: item.gtin, lot: item.lot, position: byLot.size }),
      );
    } else {
      addAmount(known, item);
    }
  }
  for (const origin of byLot.values()) rows.lot_origins.push(origin);
}

function originRow(
  source: EventSource,
  body: JsonObject,
  item: EpcRow,
  lot: Pick<RowOf<"lot_origins">, "epc" | "kind" | "gtin" | "lot" | "position">,
): RowOf<"lot_origins"> {
  const bestBefore = ilmdValue(body, "bestBeforeDate") ?? ilmdValue(body, "itemExpirationDate");
  return {
    leafIndex: source.leafIndex,
    ordinal: source.ordinal,
    ...lot,
    iss: source.iss,
    quantity: item.isClass ? item.quantity : null,
    uom: item.isClass ? item.uom : null,
    itemCount: item.isClass ? 0 : 1,
    bestBefore: textOrNull(bestBefore ?? ilmdValue(body, "expirationDate")),
    place: indexedOrNull(bizLocationOf(body) ?? readPointOf(body)),
    eventTime: item.eventTime,
  };
}

/** Adds a further item of the same lot: quantities of one unit add up, and of several tell nothing. */
function addAmount(origin: RowOf<"lot_origins">, item: EpcRow): void {
  if (!item.isClass) {
    origin.itemCount += 1;
  } else if (origin.quantity === null || item.quantity === null || origin.uom !== item.uom) {
    origin.quantity = null;
    origin.uom = null;
  } else {
    origin.quantity += item.quantity;
  }
}
