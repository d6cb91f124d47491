/** The lots a member brought into being. */
import { DomainError } from "@/lib/errors";
import type { Sql } from "@/server/db/client";
import type { LocalizedText } from "./master-data";

export interface LotSummary {
  /** Canonical Digital Link, `https://id.gs1.org/01/{gtin}/10/{lot}`. */
  id: string;
  gtin: string;
  lot: string;
  productName: LocalizedText | null;
  kind: "commissioned" | "produced";
  /** Over all events that brought it into being; null = not told. */
  quantity: number | null;
  /** UN/CEFACT Recommendation 20 code; null = a count. */
  uom: string | null;
  /** Instances with a serial. */
  itemCount: number;
  bestBefore: string | null;
  /** The first event that brought it into being, `index.ordinal`. */
  originEvent: string;
  firstEventTime: string | null;
  lastEventTime: string | null;
  /** What the last event says of the lot. */
  state: { eventId: string; bizStep: string | null; disposition: string | null; place: string | null } | null;
}

export interface LotsOptions {
  /** Lots a page, 1–200. Default 50. */
  limit?: number;
  /** `next` of the page before. */
  cursor?: string;
  /** Only lots of this product (14 digits). */
  gtin?: string;
}

export interface LotsPage {
  /** Newest first, by the event that brought them into being. */
  lots: LotSummary[];
  next: string | null;
}

/** Lists the lots that a member commissioned or produced. @throws DomainError malformed for a cursor that cannot be read */
export async function lotsOf(sql: Sql, iss: string, options: LotsOptions = {}): Promise<LotsPage> {
  throw new DomainError(
    "unavailable",
    `lots of ${iss}: not yet ${Object.keys(options).join()} ${typeof sql}`,
  );
}
