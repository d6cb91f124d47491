/**
 * Checks the ledger of a backup as a start would read it: head and last checkpoint with its signature, the log replayed
 * under it, the root of the tiles; and the tiles that are new, hashed again from the entries up.
 */
import { join } from "node:path";
import { equalBytes } from "@/lib/bytes";
import { leafHash } from "@/lib/merkle/hash";
import { rootOfHashes } from "@/lib/merkle/tree";
import { parseTilePath, type TileAddress, tileWidth } from "@/lib/tile/path";
import { nodeSuite } from "@/server/crypto/node-suite";
import { LedgerDamage } from "@/server/ledger/damage";
import { frameBytesMaxOf } from "@/server/ledger/engine";
import { type Head, readHead } from "@/server/ledger/head";
import { nodeFiles } from "@/server/ledger/node-files";
import { OpenFiles } from "@/server/ledger/open-files";
import { Payloads } from "@/server/ledger/payload/payloads";
import { replay } from "@/server/ledger/replay";
import { defaultSettings } from "@/server/ledger/settings";
import { splitHashes } from "@/server/ledger/split-hashes";
import { TileFiles } from "@/server/ledger/tile-files";

const { sha256 } = nodeSuite;

/** What a ledger that was checked covers. */
export interface CheckedLedger {
  readonly head: Head;
  /** Entries under the last signed checkpoint, whose root is the tree's. */
  readonly checkpointSize: number;
}

/**
 * Checks the ledger of a folder that no process has open.
 * @param tilePaths the tiles to hash again, relative to the folder, as tlog-tiles names them
 * @throws LedgerDamage naming file and offset of what does not hold
 */
export async function checkLedger(dir: string, tilePaths: Iterable<string>): Promise<CheckedLedger> {
  const files = new OpenFiles(nodeFiles);
  try {
    const tiles = new TileFiles(files, dir);
    for (const path of tilePaths) await checkTile(tiles, parseTilePath(path));
    const { head } = await readHead(files, dir);
    await Payloads.open(files, {
      dir: join(dir, "payload"),
      segmentBytes: defaultSettings.payloadSegmentBytes,
      blockCount: head.tiled / tileWidth,
      mode: "read",
    });
    const { published } = await replay({
      suite: nodeSuite,
      files,
      walDir: join(dir, "wal"),
      head,
      headPath: join(dir, "head.a"),
      tiles,
      frameBytesMax: frameBytesMaxOf(defaultSettings),
      mode: "read",
      onEntry: () => undefined,
    });
    return { head, checkpointSize: published.size };
  } finally {
    await files.closeAll();
  }
}

/** Hashes a tile again from what is beneath it: a bundle's entries, or the tiles of the level below. */
async function checkTile(tiles: TileFiles, { level, n }: TileAddress): Promise<void> {
  if (level === "entries") {
    const hashes = (await tiles.bundle(n)).map((entry) => leafHash(sha256, entry));
    return requireHashes(tiles.tileFile(0, n), await tiles.tile(0, n), hashes);
  }
  if (level === 0) return;
  const below: Uint8Array[] = [];
  for (let i = 0; i < tileWidth; i++) {
    const hashes = await tiles.tile(level - 1, n * tileWidth + i);
    below.push(rootOfHashes(sha256, splitHashes(hashes)));
  }
  requireHashes(tiles.tileFile(level, n), await tiles.tile(level, n), below);
}

function requireHashes(path: string, tile: Uint8Array, hashes: readonly Uint8Array[]): void {
  for (const [i, hash] of splitHashes(tile).entries()) {
    const expected = hashes[i];
    if (expected !== undefined && equalBytes(hash, expected)) continue;
    throw new LedgerDamage(path, i * hash.length, "expected the hash of what is beneath it, got another");
  }
}
