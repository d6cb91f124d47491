import { join } from "node:path";
import { expect, it } from "vitest";
import { toHex } from "@/lib/bytes";
import { leafHash } from "@/lib/merkle/hash";
import { rootOfHashes } from "@/lib/merkle/tree";
import { tilePath } from "@/lib/tile/path";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { Files } from "./files";
import { nodeFiles } from "./node-files";
import { rootByTiles } from "./root-by-tiles";
import { TileFiles } from "./tile-files";

const { sha256 } = nodeSuite;

it("is the root of every size, from full tiles alone, whether those above them are full or not", async () => {
  const leaves = Array.from({ length: 3 * 256 + 65_536 }, (_, i) =>
    leafHash(sha256, Uint8Array.of(i, i >> 8, i >> 16)),
  );
  const stored = new Map<string, Uint8Array>();
  for (let level = 0, hashes = leaves; hashes.length >= 256; level++) {
    const above: Uint8Array[] = [];
    for (let n = 0; (n + 1) * 256 <= hashes.length; n++) {
      const tile = hashes.slice(n * 256, (n + 1) * 256);
      stored.set(join("log", tilePath(level, n)), new Uint8Array(Buffer.concat(tile)));
      above.push(rootOfHashes(sha256, tile));
    }
    hashes = above;
  }
  const files: Files = { ...nodeFiles, read: async (path) => stored.get(path) ?? null };
  const tiles = new TileFiles(files, "log");
  for (const tiled of [256, 768, 65_536, leaves.length]) {
    for (const size of [1, 255, 256, 257, 700, 768, 65_000, 65_536, 65_537, leaves.length]) {
      if (size > tiled) continue;
      const root = rootOfHashes(sha256, leaves.slice(0, size));
      expect(toHex(await rootByTiles(sha256, tiles, { size, tiled })), `${size} of ${tiled}`).toBe(
        toHex(root),
      );
    }
  }
});
