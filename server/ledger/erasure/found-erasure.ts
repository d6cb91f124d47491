/** Finding the erasure records of a log without decoding every entry. */
import { erasedEventOf } from "@/lib/membership/erasure-authority";
import { type ErasureRecord, parseErasureRecord } from "@/lib/membership/erasure-record";
import { jsonPayload } from "@/lib/statement/json-payload";
import { decodeStatement, type Statement, statementTypes } from "@/lib/statement/statement";
import { decodeEntryBundle } from "@/lib/tile/bundle";
import { tileWidth } from "@/lib/tile/path";
import type { Files } from "../files";
import type { TileFiles } from "../tile-files";
import type { EventPlace } from "./wal-copy";

/** An erasure record and where the log has it. */
export interface FoundErasure {
  readonly leafIndex: number;
  readonly statement: Statement;
  readonly record: ErasureRecord;
  readonly event: EventPlace;
}

const typ = Buffer.from(statementTypes.erasure);

/** Tells whether bytes may hold an erasure statement: its media type stands in the clear. */
export function mayHoldErasure(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(typ);
}

/** Reads an entry as an erasure; null when it is none. */
export function erasureIn(bytes: Uint8Array, leafIndex: number): FoundErasure | null {
  if (!mayHoldErasure(bytes)) return null;
  const statement = decodeStatement(bytes);
  if (statement.header.typ !== statementTypes.erasure) return null;
  const record = parseErasureRecord(jsonPayload(statement), leafIndex);
  return { leafIndex, statement, record, event: erasedEventOf(record) };
}

/** Yields the erasures among the archived entries of tiles `from` ≤ n < `to`, in order. */
export async function* erasuresInTiles(
  files: Files,
  tiles: Pick<TileFiles, "bundleFile">,
  { from, to }: { from: number; to: number },
): AsyncGenerator<FoundErasure> {
  for (let n = from; n < to; n++) {
    const bundle = await files.read(tiles.bundleFile(n));
    if (bundle === null || !mayHoldErasure(bundle)) continue;
    for (const [i, entry] of decodeEntryBundle(bundle).entries()) {
      const found = erasureIn(entry, n * tileWidth + i);
      if (found !== null) yield found;
    }
  }
}
