import { canonicalItemId } from "../digital-link/epc-uri";
import { isObject, type JsonObject, type JsonValue } from "../json";

/** A business document or certificate an event points to. */
export interface EventDocument {
  kind: "bizTransaction" | "certification";
  /** Index in its list. */
  position: number;
  /** CBV bare word or URI; null when there is none, as for certificates. */
  type: string | null;
  /** Canonical id. */
  id: string;
}

/** Lists the business transactions of an event, then its certificates. */
export function documentsOf(event: JsonObject): EventDocument[] {
  const documents: EventDocument[] = [];
  listOf(event.bizTransactionList).forEach((element, position) => {
    if (!isObject(element) || typeof element.bizTransaction !== "string") return;
    const type = typeof element.type === "string" ? element.type : null;
    documents.push({ kind: "bizTransaction", position, type, id: canonicalItemId(element.bizTransaction) });
  });
  const certificates = event.certificationInfo;
  listOf(typeof certificates === "string" ? [certificates] : certificates).forEach((element, position) => {
    if (typeof element !== "string") return;
    documents.push({ kind: "certification", position, type: null, id: canonicalItemId(element) });
  });
  return documents;
}

function listOf(value: JsonValue | undefined): JsonValue[] {
  return Array.isArray(value) ? value : [];
}
