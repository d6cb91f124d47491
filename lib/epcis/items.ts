/** What an event says about things: which EPCs, in which roles. For events in normal form. */
import { nameThing } from "../digital-link/epc-uri";
import { isObject, type JsonObject, type JsonValue } from "../json";

/** The part an item plays in its event. */
export type ItemRole = "epc" | "parent" | "child" | "input" | "output";

/** One mention of an EPC or EPC class in an event. */
export interface Item {
  role: ItemRole;
  /** Index in its list; 0 for a parent. Unique together with role and isClass. */
  position: number;
  /** Whether it comes from a quantity list, and so names a class of which there are many. */
  isClass: boolean;
  /** As captured. */
  epc: string;
  /** Canonical Digital Link of the finest level, or the URI itself when it names no GS1 key. */
  id: string;
  /** 14 digits. */
  gtin?: string;
  lot?: string;
  serial?: string;
  quantity?: number;
  /** UN/CEFACT Rec 20; absent when things are counted. */
  uom?: string;
  /** RFC 6901 pointer of the field that mentions it. */
  pointer: string;
}

const lists: [member: string, role: ItemRole, isClass: boolean][] = [
  ["epcList", "epc", false],
  ["childEPCs", "child", false],
  ["inputEPCList", "input", false],
  ["outputEPCList", "output", false],
  ["quantityList", "epc", true],
  ["childQuantityList", "child", true],
  ["inputQuantityList", "input", true],
  ["outputQuantityList", "output", true],
];

/** Lists every mention of an EPC in an event: the parent first, then the lists of EPCs, then those of quantities. */
export function itemsOf(event: JsonObject): Item[] {
  const items: Item[] = [];
  if (typeof event.parentID === "string") {
    items.push(itemOf("parent", 0, false, event.parentID, "/parentID"));
  }
  for (const [member, role, isClass] of lists) {
    listOf(event[member]).forEach((element, position) => {
      const item = mentioned(element, role, position, isClass, `/${member}/${position}`);
      if (item !== null) items.push(item);
    });
  }
  return items;
}

function mentioned(
  element: JsonValue,
  role: ItemRole,
  position: number,
  isClass: boolean,
  pointer: string,
): Item | null {
  if (typeof element === "string") return itemOf(role, position, isClass, element, pointer);
  if (!isObject(element) || typeof element.epcClass !== "string") return null;
  const item = itemOf(role, position, isClass, element.epcClass, pointer);
  if (typeof element.quantity === "number") item.quantity = element.quantity;
  if (typeof element.uom === "string") item.uom = element.uom;
  return item;
}

function itemOf(role: ItemRole, position: number, isClass: boolean, epc: string, pointer: string): Item {
  const { id, path } = nameThing(epc);
  const item: Item = { role, position, isClass, epc, id, pointer };
  if (path?.key.ai !== "01") return item;
  item.gtin = path.key.value;
  for (const { ai, value } of path.qualifiers) {
    if (ai === "10") item.lot = value;
    if (ai === "21") item.serial = value;
  }
  return item;
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}
