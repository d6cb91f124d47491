/** Everything a regulator sees of one event: every field, who signed it, and where it stands in the log. */
import { toBase64Url, toHex } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { fieldsOf } from "@/lib/fields/fields";
import { canonicalize } from "@/lib/jcs";
import type { JsonObject, JsonValue } from "@/lib/json";
import { decodeStatement } from "@/lib/statement/statement";
import type { Principal } from "@/server/auth/principal";
import type { LogEntry } from "@/server/ledger/ledger";
import type { ServiceDeps } from "@/server/services/deps";
import { type ErasureNotice, erasureNotice } from "@/server/services/erasure/erasure-notice";
import {
  type EntryState,
  type EntryWitnesses,
  entryState,
  entryWitnesses,
} from "@/server/services/log/checkpoint-over";
import { eventOf } from "./history";
import { type LocalizedText, partiesOf } from "./master-data";

/** One field as the ledger has it. */
export interface DossierField {
  /** RFC 6901 JSON Pointer into the event's normal form. */
  pointer: string;
  value: JsonValue;
}

/** One event, opened from the ledger itself, beside what the mirror says. */
export interface EventDossier {
  id: string;
  leafIndex: number;
  ordinal: number;
  state: EntryState;
  witnesses: EntryWitnesses;
  type: string;
  eventTime: string | null;
  eventTimeZoneOffset: string | null;
  recordTime: string;
  issuer: {
    iss: string;
    name: LocalizedText | null;
    kid: string;
    algorithm: string;
    seq: number;
    signedAt: string;
  };
  log: { origin: string; treeSize: number; leafHash: string; eventRoot: string; statementBytes: number };
  /** null when the event was erased. */
  fields: DossierField[] | null;
  /** Who erased it, when and why; null when it is there, or before the mirror has its record. */
  erasure: ErasureNotice | null;
  /** Whether the mirror holds the same event: a difference means the database was changed. */
  mirror: "same" | "different" | "behind";
}

/**
 * Reads one event out of the ledger, for a regulator or the member that signed it.
 * @throws DomainError not_found
 */
export async function eventDossier(
  deps: ServiceDeps,
  principal: Pick<Principal, "iss" | "role">,
  place: { leafIndex: number; ordinal: number },
): Promise<EventDossier> {
  const { leafIndex, ordinal } = place;
  const notFound = () =>
    new DomainError("not_found", `event: expected one that is in the log, got ${leafIndex}.${ordinal}`);
  if (leafIndex >= deps.ledger.head().size) throw notFound();
  const entry = await deps.ledger.entry(leafIndex);
  const tree = entry.trees[ordinal];
  if (tree === undefined) throw notFound();
  const { header } = decodeStatement(entry.statement);
  if (principal.role !== "regulator" && principal.iss !== header.iss) throw notFound();
  const body = deps.ledger.openTree(tree);
  const name = (await partiesOf(deps.sql, [header.iss])).get(header.iss)?.name ?? null;
  return {
    id: `${leafIndex}.${ordinal}`,
    leafIndex,
    ordinal,
    state: entryState(deps.ledger, leafIndex),
    witnesses: entryWitnesses(deps.ledger, leafIndex),
    type: String(body?.type ?? "erased"),
    eventTime: textOf(body, "eventTime"),
    eventTimeZoneOffset: textOf(body, "eventTimeZoneOffset"),
    recordTime: new Date(entry.recordTimeMs).toISOString(),
    issuer: {
      iss: header.iss,
      name,
      kid: toBase64Url(header.kid),
      algorithm: header.alg === -19 ? "Ed25519" : "ESP256",
      seq: header.seq,
      signedAt: new Date(header.iat * 1000).toISOString(),
    },
    log: logFacts(deps, entry, tree.root),
    fields: body === null ? null : fieldsOf(body),
    erasure: body === null ? await erasureNotice(deps.sql, `${leafIndex}.${ordinal}`) : null,
    mirror: await compareWithMirror(deps, place, body),
  };
}

function logFacts(deps: ServiceDeps, entry: LogEntry, root: Uint8Array): EventDossier["log"] {
  return {
    origin: deps.ledger.origin,
    treeSize: deps.ledger.published().size,
    leafHash: toHex(entry.leafHash),
    eventRoot: toHex(root),
    statementBytes: entry.statement.length,
  };
}

async function compareWithMirror(
  deps: ServiceDeps,
  place: { leafIndex: number; ordinal: number },
  body: JsonObject | null,
): Promise<EventDossier["mirror"]> {
  if (place.leafIndex >= deps.mirror.appliedSize()) return "behind";
  const mirrored = await eventOf(deps.sql, place.leafIndex, place.ordinal);
  if (mirrored === null) return "different";
  if (body === null || mirrored.body === null) return body === mirrored.body ? "same" : "different";
  return canonicalize(body) === canonicalize(mirrored.body) ? "same" : "different";
}

function textOf(body: JsonObject | null, name: string): string | null {
  const value = body?.[name];
  return typeof value === "string" ? value : null;
}
