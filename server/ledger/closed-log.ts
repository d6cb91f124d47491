/**
 * The public side of a log that is closed for good, such as one that another continues: its last checkpoint, and every
 * tile of the tree under it, read from its folder. Nothing is signed and nothing is written.
 */

import { parseCheckpoint } from "@/lib/note/checkpoint";
import { parseNote } from "@/lib/note/note";
import { encodeEntryBundle } from "@/lib/tile/bundle";
import { tileWidth } from "@/lib/tile/path";
import { nodeSuite } from "@/server/crypto/node-suite";
import { Edge } from "./edge";
import { requireTile, TreeHashes } from "./hash-reader";
import { readHead } from "./head";
import type { CosignedCheckpoint, Ledger } from "./ledger";
import { openLedgerReader } from "./ledger-reader";
import { nodeFiles } from "./node-files";
import { TileFiles } from "./tile-files";

const { sha256 } = nodeSuite;

/** What anybody may read of a log. */
export type ClosedLog = Pick<Ledger, "origin" | "vkey" | "published" | "tile" | "entryBundle">;

/**
 * Opens a closed log's folder; no file stays open.
 * @throws LedgerDamage when a file does not hold what it should
 */
export async function openClosedLog(dir: string): Promise<ClosedLog> {
  const { head } = await readHead(nodeFiles, dir);
  const { origin, vkey, tiled } = head;
  const tiles = new TileFiles(nodeFiles, dir);
  const edge = await Edge.load(sha256, tiles, tiled);
  const last = await lastEntries(dir, tiled, edge);
  const hashes = new TreeHashes(sha256, edge, tiles);
  const published = checkpointOf(head.checkpoint);
  return {
    origin,
    vkey,
    published: () => published,
    tile: (level, n, width) => hashes.tile(level, n, width, published.size),
    async entryBundle(n, width) {
      requireTile({ level: "entries", n, width }, published.size);
      const first = n * tileWidth - tiled;
      const entries = first < 0 ? await tiles.bundle(n) : last.slice(first, first + tileWidth);
      return encodeEntryBundle(entries.slice(0, width));
    },
  };
}

/** Reads the entries that are in no tile, and puts them on the edge. */
async function lastEntries(dir: string, tiled: number, edge: Edge): Promise<Uint8Array[]> {
  const reader = await openLedgerReader(dir);
  const last: Uint8Array[] = [];
  try {
    for await (const { statement, leafHash } of reader.entries(tiled, reader.head().size)) {
      last.push(statement);
      edge.append(leafHash);
    }
    return last;
  } finally {
    await reader.close();
  }
}

function checkpointOf(note: string): CosignedCheckpoint {
  if (note === "") return { size: 0, rootHash: sha256(new Uint8Array()), note, cosigners: [] };
  const { size, rootHash } = parseCheckpoint(parseNote(note).text);
  return { size, rootHash, note, cosigners: [] };
}
