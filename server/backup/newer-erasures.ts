/**
 * Erasures that a restored log does not know of, because they are newer than the backup: from the log as somebody else
 * still has it, over HTTP, or from a list.
 */
import { join } from "node:path";
import { concatBytes, equalBytes } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { requireErasable } from "@/lib/membership/erasure-authority";
import { leafHash } from "@/lib/merkle/hash";
import { parseCheckpoint } from "@/lib/note/checkpoint";
import { parseNote, verifyNote } from "@/lib/note/note";
import { parseVkey } from "@/lib/note/vkey";
import { decodeStatement } from "@/lib/statement/statement";
import { decodeEntryBundle } from "@/lib/tile/bundle";
import { entriesPath, tileWidth } from "@/lib/tile/path";
import { nodeSuite } from "@/server/crypto/node-suite";
import { Edge } from "@/server/ledger/edge";
import { erasureIn, type FoundErasure } from "@/server/ledger/erasure/found-erasure";
import type { EventPlace } from "@/server/ledger/erasure/wal-copy";
import { readHead } from "@/server/ledger/head";
import type { TreeHead } from "@/server/ledger/ledger";
import { type LedgerReader, openLedgerReader } from "@/server/ledger/ledger-reader";
import { nodeFiles } from "@/server/ledger/node-files";
import { TileFiles } from "@/server/ledger/tile-files";

const { sha256 } = nodeSuite;

/** Reads a list of events, `index.ordinal`, one a line; `#` begins a remark. @throws DomainError malformed */
export function parseErasureList(text: string): EventPlace[] {
  const lines = text.split("\n").map((line) => line.replace(/#.*/, "").trim());
  return lines.flatMap((line, i) => {
    if (line === "") return [];
    const [, leafIndex, ordinal] = /^(\d{1,15})\.(\d{1,9})$/.exec(line) ?? [];
    if (leafIndex !== undefined && ordinal !== undefined) {
      return [{ leafIndex: Number(leafIndex), ordinal: Number(ordinal) }];
    }
    throw new DomainError("malformed", `line ${i + 1}: expected index.ordinal, got ${JSON.stringify(line)}`);
  });
}

/**
 * Fetches the entries that a newer copy of this log has beyond ours, and the erasures among them. They are the log's:
 * its checkpoint is signed with this log's key, and its root is that of our entries followed by the ones fetched.
 * @param url the log's prefix, under which `checkpoint` and `tile/…` are (c2sp.org/tlog-tiles)
 * @param dir the restored ledger
 * @throws DomainError unavailable when it does not answer, conflict when it is of another history
 */
export async function fetchErasures(url: string, dir: string): Promise<EventPlace[]> {
  const { head } = await readHead(nodeFiles, dir);
  const reader = await openLedgerReader(dir);
  try {
    const newer = await fetchCheckpoint(url, head.vkey);
    const own = reader.head().size;
    const edge = await edgeOf(dir, head.tiled, reader);
    const found: EventPlace[] = [];
    for (let first = own; first < newer.size; ) {
      const entries = await fetchEntries(url, first, newer.size);
      edge.append(concatBytes(...entries.map((entry) => leafHash(sha256, entry))));
      for (const [i, entry] of entries.entries()) {
        const erasure = erasureIn(entry, first + i);
        if (erasure !== null && (await isLawful(reader, erasure))) found.push(erasure.event);
      }
      first += entries.length;
    }
    if (newer.size >= own && !equalBytes(edge.root(), newer.rootHash)) {
      throw new DomainError("conflict", `${url}: expected a newer copy of this log, got another history`);
    }
    return found;
  } finally {
    await reader.close();
  }
}

async function fetchBytes(url: string): Promise<Uint8Array> {
  try {
    const response = await fetch(url);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    throw new Error(`HTTP ${response.status}`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DomainError("unavailable", `${url}: ${reason}`, { cause });
  }
}

async function fetchCheckpoint(url: string, vkey: string): Promise<TreeHead> {
  const note = parseNote(new TextDecoder().decode(await fetchBytes(`${url}/checkpoint`)));
  await verifyNote(nodeSuite, note, [parseVkey(vkey)]);
  return parseCheckpoint(note.text);
}

/** Fetches the entries from one on, to the end of its bundle. */
async function fetchEntries(url: string, first: number, size: number): Promise<Uint8Array[]> {
  const n = Math.floor(first / tileWidth);
  const width = Math.min(tileWidth, size - n * tileWidth);
  const path = `${url}/${entriesPath(n, width)}`;
  const entries = decodeEntryBundle(await fetchBytes(path));
  if (entries.length !== width) {
    throw new DomainError("malformed", `${path}: expected ${width} entries, got ${entries.length}`);
  }
  return entries.slice(first % tileWidth);
}

async function edgeOf(dir: string, tiled: number, reader: LedgerReader): Promise<Edge> {
  const edge = await Edge.load(sha256, new TileFiles(nodeFiles, join(dir)), tiled);
  for await (const entry of reader.entries(tiled, reader.head().size)) edge.append(entry.leafHash);
  return edge;
}

/** Tells whether an erasure is of an event that we have, by its issuer. */
async function isLawful(reader: LedgerReader, { event, statement, record }: FoundErasure): Promise<boolean> {
  for await (const entry of reader.entries(event.leafIndex, event.leafIndex + 1)) {
    const { header } = decodeStatement(entry.statement);
    try {
      requireErasable(statement.header, record, { header, treeCount: entry.trees.length });
      return true;
    } catch {
      return false;
    }
  }
  return false;
}
