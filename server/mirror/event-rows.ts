/** The rows of one event: the event itself, what it names, its readings, its edges. */

import { documentsOf } from "@/lib/epcis/documents";
import { cbvEventHash } from "@/lib/epcis/event-hash";
import { bizLocationOf, readPointOf } from "@/lib/epcis/places";
import { canonicalBytes } from "@/lib/jcs";
import { isObject, type JsonObject } from "@/lib/json";
import { nodeSuite } from "@/server/crypto/node-suite";
import { indexedOrNull, indexedText, instantOrNull, textOrNull } from "./column-values";
import { addItemRows } from "./item-rows";
import { addReadingRows } from "./reading-rows";
import type { MirrorRows, RowOf } from "./tables";

/** An opened tree with where it stands and who signed it. */
export interface EventSource {
  leafIndex: number;
  ordinal: number;
  /** As its columns hold it. */
  iss: string;
  /** The log's clock, ISO 8601. */
  recordTime: string;
  /** A record rather than an EPCIS event. */
  isRecord: boolean;
  root: Uint8Array;
  isErased: boolean;
  body: JsonObject | null;
  /** The hashes of the body, where they are known already. */
  hashes?: BodyHashes;
}

/** What is hashed of an event: its CBV event hash, and SHA-256 of its canonical bytes. */
export interface BodyHashes {
  event: string;
  content: Uint8Array;
}

/** Adds the rows of one event or record. Of an erased one, its place, issuer, root and record time only. */
export function addEventRows(rows: MirrorRows, source: EventSource): void {
  if (source.body === null) {
    rows.events.push(blankRow(source));
  } else if (source.isRecord) {
    rows.events.push({ ...blankRow(source), ...contentOf(source, source.body) });
  } else {
    const eventTime = instantOrNull(source.body.eventTime);
    rows.events.push(eventRow(source, source.body, eventTime));
    addItemRows(rows, source, source.body, eventTime);
    addReadingRows(rows, source, source.body);
    addDocumentRows(rows, source, source.body);
  }
}

/** The row of an event of which nothing is known but its root. */
function blankRow(source: EventSource): RowOf<"events"> {
  return {
    leafIndex: source.leafIndex,
    ordinal: source.ordinal,
    eventId: null,
    eventHash: null,
    contentHash: null,
    type: null,
    action: null,
    eventTime: null,
    eventTimeZoneOffset: null,
    recordTime: source.recordTime,
    bizStep: null,
    disposition: null,
    readPoint: null,
    bizLocation: null,
    transformationId: null,
    iss: source.iss,
    eventRoot: source.root,
    isErrorDeclaration: false,
    isErased: source.isErased,
    body: null,
  };
}

function contentOf(
  { hashes }: EventSource,
  body: JsonObject,
): Pick<RowOf<"events">, "contentHash" | "type" | "body"> {
  return {
    contentHash: hashes?.content ?? nodeSuite.sha256(canonicalBytes(body)),
    type: indexedOrNull(body.type),
    body,
  };
}

function eventRow(source: EventSource, body: JsonObject, eventTime: string | null): RowOf<"events"> {
  const { leafIndex, ordinal, recordTime, iss, root, isErased, hashes } = source;
  return {
    leafIndex,
    ordinal,
    eventId: indexedOrNull(body.eventID),
    eventHash: hashes?.event ?? hashOf(body),
    ...contentOf(source, body),
    action: textOrNull(body.action),
    eventTime,
    eventTimeZoneOffset: textOrNull(body.eventTimeZoneOffset),
    recordTime,
    bizStep: indexedOrNull(body.bizStep),
    disposition: indexedOrNull(body.disposition),
    readPoint: indexedOrNull(readPointOf(body)),
    bizLocation: indexedOrNull(bizLocationOf(body)),
    transformationId: indexedOrNull(body.transformationID),
    iss,
    eventRoot: root,
    isErrorDeclaration: isObject(body.errorDeclaration),
    isErased,
  };
}

/** The CBV event hash; null for a body that a member sealed itself and that is no EPCIS event. */
function hashOf(body: JsonObject): string | null {
  try {
    return cbvEventHash(nodeSuite.sha256, body);
  } catch {
    return null;
  }
}

function addDocumentRows(rows: MirrorRows, source: EventSource, body: JsonObject): void {
  documentsOf(body).forEach((document, position) => {
    rows.documents.push({
      leafIndex: source.leafIndex,
      ordinal: source.ordinal,
      position,
      kind: document.kind,
      type: indexedOrNull(document.type),
      id: indexedText(document.id),
      reference: indexedText(/[^:/=;]*$/.exec(document.id)?.[0] || document.id),
    });
  });
}
