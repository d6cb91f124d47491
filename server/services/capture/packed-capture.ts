/** A prepared capture on its way between threads: bytes in one buffer that is handed over, texts in columns. */
import type { JsonObject } from "@/lib/json";
import type { TreeLines } from "@/server/mirror/tree-lines";
import type { PreparedCapture, PreparedEvent } from "./prepare-events";

/** What crosses; event i is the i-th of every column. */
export interface PackedCapture {
  /** For each event: root, secret, sealed bytes. */
  bytes: Uint8Array<ArrayBuffer>;
  sealedLengths: Uint32Array;
  eventIDs: string[];
  types: string[];
  cbvHashes: string[];
  contentHashes: string[];
  /** Indexes of the error declarations. */
  errorDeclarations: number[];
  lines: (TreeLines | null)[];
  masterData: JsonObject[];
}

const headBytes = 64;

/** Packs a capture. */
export function packCapture({ events, masterData }: PreparedCapture): PackedCapture {
  const size = events.reduce((sum, { sealed }) => sum + headBytes + sealed.length, 0);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const { root, secret, sealed } of events) {
    bytes.set(root, at);
    bytes.set(secret, at + 32);
    bytes.set(sealed, at + headBytes);
    at += headBytes + sealed.length;
  }
  return {
    bytes,
    sealedLengths: Uint32Array.from(events, ({ sealed }) => sealed.length),
    eventIDs: events.map(({ eventID }) => eventID),
    types: events.map(({ type }) => type),
    cbvHashes: events.map(({ cbvHash }) => cbvHash),
    contentHashes: events.map(({ contentHash }) => contentHash),
    errorDeclarations: events.flatMap(({ isErrorDeclaration }, i) => (isErrorDeclaration ? [i] : [])),
    lines: events.map(({ lines }) => lines),
    masterData,
  };
}

/** Unpacks it again; roots, secrets and seals are views of its bytes. */
export function unpackCapture(packed: PackedCapture): PreparedCapture {
  const declarations = new Set(packed.errorDeclarations);
  let at = 0;
  const events = packed.eventIDs.map((eventID, i): PreparedEvent => {
    const end = at + headBytes + (packed.sealedLengths[i] ?? 0);
    const part = packed.bytes.subarray(at, end);
    at = end;
    return {
      root: part.subarray(0, 32),
      secret: part.subarray(32, headBytes),
      sealed: part.subarray(headBytes),
      eventID,
      type: packed.types[i] ?? "",
      cbvHash: packed.cbvHashes[i] ?? "",
      contentHash: packed.contentHashes[i] ?? "",
      isErrorDeclaration: declarations.has(i),
      lines: packed.lines[i] ?? null,
    };
  });
  return { events, masterData: packed.masterData };
}
