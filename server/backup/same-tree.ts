/** Whether a backup is of the tree that a ledger has now: only then are its tiles the same files. */
import { join } from "node:path";
import { equalBytes } from "@/lib/bytes";
import { nodeSuite } from "@/server/crypto/node-suite";
import { Edge } from "@/server/ledger/edge";
import { nodeFiles } from "@/server/ledger/node-files";
import { TileFiles } from "@/server/ledger/tile-files";
import { readLiveHead } from "./live-head";
import type { Manifest } from "./manifest";

/**
 * Compares the tiles of a generation with those of a ledger, by the root over them.
 * @returns "no" when the ledger has fewer entries in tiles, or others: it was put back from an older copy
 */
export async function isSameTree(
  dir: string,
  { folder, manifest }: { folder: string; manifest: Manifest },
): Promise<"yes" | "no" | "another log"> {
  const head = await readLiveHead(dir);
  if (head.vkey !== manifest.log.vkey) return "another log";
  if (head.tiled < manifest.tiled) return "no";
  const [mine, theirs] = [
    await rootAt(dir, manifest.tiled),
    await rootAt(join(folder, "ledger"), manifest.tiled),
  ];
  return equalBytes(mine, theirs) ? "yes" : "no";
}

async function rootAt(dir: string, size: number): Promise<Uint8Array> {
  return (await Edge.load(nodeSuite.sha256, new TileFiles(nodeFiles, dir), size)).root();
}
