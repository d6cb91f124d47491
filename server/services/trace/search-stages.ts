/**
 * The parts of a search, in the order in which their hits are shown: whole identifiers of each kind first, then
 * beginnings of identifiers and parts of names. Each part reads in the order of one index and can go on after any key.
 */
import { canonicalItemId, nameThing } from "@/lib/digital-link/epc-uri";
import type { Sql } from "@/server/db/client";
import { keysOf, lotId } from "@/server/mirror/item-keys";
import { afterPrefix, distinctScan } from "./distinct-scan";
import type { HitKind } from "./search";
import { eventHit } from "./search-by-date";
import { exactNameStages, partialNameStages } from "./search-names";
import { itemHit, type SearchStage } from "./search-stage";

const ssccStem = "https://id.gs1.org/00/";

/** What was typed as a whole identifier: a Digital Link, an EPC URN, or any URI that events name. */
async function findIdentifier(sql: Sql, text: string): Promise<{ id: string; kind: HitKind } | null> {
  const bare = /^\d{18}$/.test(text) ? `${ssccStem}${text}` : text;
  const { id } = nameThing(bare);
  if (!id.includes(":")) return null;
  const kinds: Record<string, HitKind> = { sscc: "sscc", lot: "lot", class: "product", place: "place" };
  const kind = kinds[keysOf(id).kind] ?? "serial";
  if (kind === "place" || kind === "product") return null; // the stages of names know these
  const [row] = await sql`select 1 from mirror.event_epcs where epc = ${id} limit 1`;
  if (row !== undefined) return { id, kind };
  const { gtin, lot } = keysOf(id);
  if (kind !== "lot") return null;
  const [instance] = await sql`select 1 from mirror.event_epcs where gtin = ${gtin} and lot = ${lot} limit 1`;
  return instance === undefined ? null : { id, kind };
}

function identifierStage(kind: "sscc" | "lot" | "serial"): SearchStage {
  return {
    kind,
    async find(sql, text, after) {
      const found = after === null ? await findIdentifier(sql, text) : null;
      return found?.kind === kind ? [{ key: [found.id], hit: itemHit(kind, found.id, true) }] : [];
    },
  };
}

const ssccPrefixes: SearchStage = {
  kind: "sscc",
  async find(sql, text, after, limit) {
    if (!/^\d{0,17}$/.test(text)) return [];
    const from = `${ssccStem}${text}`;
    const rows = await distinctScan(sql, {
      table: "mirror.event_epcs",
      expressions: ["epc"],
      where: "true",
      from,
      below: afterPrefix(from),
      after,
      limit,
    });
    return rows.map(([id = ""]) => ({ key: [id], hit: itemHit("sscc", id, false) }));
  },
};

/** Folds as the index does: ASCII letters only (lower() under the collation "C"). */
function foldAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Lots whose number is (`isExact`), or begins with, the text. */
function lotStage(isExact: boolean): SearchStage {
  return {
    kind: "lot",
    async find(sql, text, after, limit) {
      const from = foldAscii(text);
      if (isExact && text === "") return [];
      const rows = await distinctScan(sql, {
        table: "mirror.event_epcs",
        expressions: ["lower(lot)", "gtin", "lot"],
        where: "lot is not null and gtin is not null",
        from: isExact ? from : afterExact(from),
        below: isExact ? afterExact(from) : afterPrefix(from),
        after,
        limit,
      });
      return rows.map((key) => {
        const [, gtin = "", lot = ""] = key;
        return { key, hit: { ...itemHit("lot", lotId(gtin, lot), isExact), gtin, lot } };
      });
    },
  };
}

/** The first text after `text` itself. */
function afterExact(text: string): string {
  return text === "" ? "" : `${text}\u0001`;
}

function serialStage(isExact: boolean): SearchStage {
  return {
    kind: "serial",
    async find(sql, text, after, limit) {
      const from = foldAscii(text);
      if (isExact && text === "") return [];
      const rows = await distinctScan(sql, {
        table: "mirror.event_epcs",
        expressions: ["lower(serial)", "epc"],
        where: "serial is not null",
        from: isExact ? from : afterExact(from),
        below: isExact ? afterExact(from) : afterPrefix(from),
        after,
        limit,
      });
      return rows.map((key) => ({ key, hit: itemHit("serial", key[1] ?? "", isExact) }));
    },
  };
}

/** Documents by what people call them, the last part of their id. */
function documentStage(isExact: boolean): SearchStage {
  return {
    kind: "document",
    async find(sql, text, after, limit) {
      const from = foldAscii(text);
      if (isExact && text === "") return [];
      const rows = await distinctScan(sql, {
        table: "mirror.documents",
        expressions: ["lower(reference)", "id"],
        where: "true",
        from: isExact ? from : afterExact(from),
        below: isExact ? afterExact(from) : afterPrefix(from),
        after,
        limit,
      });
      return rows.map((key) => ({ key, hit: itemHit("document", key[1] ?? "", isExact) }));
    },
  };
}

/** A document by its whole id. */
const documentIdStage: SearchStage = {
  kind: "document",
  async find(sql, text, after) {
    const id = canonicalItemId(text);
    // A document whose id has no parts is found by the stage for references.
    const rows =
      after === null && /[:/=;]/.test(id)
        ? await sql`select 1 from mirror.documents where id = ${id} limit 1`
        : [];
    return rows.map(() => ({ key: [id], hit: itemHit("document", id, true) }));
  },
};

/** Events by eventID, or by `index.ordinal`. */
const eventStage: SearchStage = {
  kind: "event",
  async find(sql, text, after, limit) {
    const place = /^(\d{1,15})\.(\d{1,9})$/.exec(text);
    const [leafAfter = "-1", ordinalAfter = "-1"] = after ?? [];
    const rows = await sql<Parameters<typeof eventHit>[0][]>`
      select leaf_index, ordinal, event_time, iss, type, biz_step from mirror.events
      where ${place === null ? sql`event_id = ${text}` : sql`leaf_index = ${Number(place[1])} and ordinal = ${Number(place[2])}`}
        and (leaf_index, ordinal) > (${leafAfter}::bigint, ${ordinalAfter}::int)
      order by leaf_index, ordinal limit ${limit}`;
    return rows.map((row) => ({
      key: [String(row.leaf_index), String(row.ordinal)],
      hit: eventHit(row, true),
    }));
  },
};

/** All parts, in order. */
export const searchStages: readonly SearchStage[] = [
  identifierStage("sscc"),
  identifierStage("lot"),
  lotStage(true),
  identifierStage("serial"),
  serialStage(true),
  ...exactNameStages,
  documentIdStage,
  documentStage(true),
  eventStage,
  ssccPrefixes,
  lotStage(false),
  serialStage(false),
  ...partialNameStages,
  documentStage(false),
];
