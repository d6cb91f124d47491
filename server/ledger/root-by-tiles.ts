/** The root of the tree by its full tiles on disk alone. */
import type { Sha256 } from "@/lib/crypto/suite";
import { type HashReader, type NodeId, rootAt } from "@/lib/merkle/proof";
import { rootOfHashes } from "@/lib/merkle/tree";
import { tileRangeOf } from "@/lib/tile/layout";
import { tileWidth } from "@/lib/tile/path";
import { splitHashes } from "./split-hashes";
import { hashBytes, type TileFiles } from "./tile-files";

/**
 * Computes the root that the first `size` entries have.
 * @param tiled entries in full tiles, at least `size`
 * @throws LedgerDamage when a tile is missing
 */
export function rootByTiles(
  sha256: Sha256,
  tiles: TileFiles,
  { size, tiled }: { size: number; tiled: number },
): Promise<Uint8Array> {
  const hashOf = async (id: NodeId): Promise<Uint8Array> => {
    const { level, n, offset, count } = tileRangeOf(id);
    const isFull = (n + 1) * tileWidth ** (level + 1) <= tiled;
    const hashes = isFull
      ? splitHashes((await tiles.tile(level, n)).subarray(offset * hashBytes, (offset + count) * hashBytes))
      : await rootsBelow(n * tileWidth + offset, count, level - 1);
    return rootOfHashes(sha256, hashes);
  };
  // A tile that is not full yet is not on disk; each of its hashes is the root of a full one beneath.
  const rootsBelow = (first: number, count: number, level: number): Promise<Uint8Array[]> =>
    Promise.all(
      Array.from({ length: count }, async (_, i) =>
        rootOfHashes(sha256, splitHashes(await tiles.tile(level, first + i))),
      ),
    );
  const reader: HashReader = { read: (ids) => Promise.all(ids.map(hashOf)) };
  return rootAt(reader, sha256, size);
}
