/** The root of the tree by its tiles on disk alone. */
import type { Sha256 } from "@/lib/crypto/suite";
import { type HashReader, rootAt } from "@/lib/merkle/proof";
import { rootOfHashes } from "@/lib/merkle/tree";
import { tileRangeOf } from "@/lib/tile/layout";
import { splitHashes } from "./split-hashes";
import { hashBytes, type TileFiles } from "./tile-files";

/**
 * Computes the root that the first `size` entries have; all of them in full tiles.
 * @throws LedgerDamage when a tile is missing
 */
export function rootByTiles(sha256: Sha256, tiles: TileFiles, size: number): Promise<Uint8Array> {
  const reader: HashReader = {
    read: (ids) =>
      Promise.all(
        ids.map(async (id) => {
          const { level, n, offset, count } = tileRangeOf(id);
          const tile = await tiles.tile(level, n);
          const hashes = tile.subarray(offset * hashBytes, (offset + count) * hashBytes);
          return count === 1 ? hashes : rootOfHashes(sha256, splitHashes(hashes));
        }),
      ),
  };
  return rootAt(reader, sha256, size);
}
