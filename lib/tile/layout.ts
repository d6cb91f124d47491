import type { NodeId } from "../merkle/proof";
import { tileWidth } from "./path";

/** What one level of tiles holds for a tree size: full tiles 0 … fullTiles − 1, then perhaps one partial. */
export interface TileLevel {
  level: number;
  fullTiles: number;
  /** Hashes in the partial tile, 1–255; 0 when there is none. */
  partialWidth: number;
}

/**
 * Lists the levels of tiles that a tree of `size` leaves has, from level 0 up (C2SP tlog-tiles). A size of 70,000 has
 * 273 full and one of 112 at level 0, one full and one of 17 at level 1, one of 1 at level 2. Bundles are as level 0.
 */
export function tileLevels(size: number): TileLevel[] {
  const levels: TileLevel[] = [];
  let hashes = size;
  for (let level = 0; hashes > 0; level++) {
    const fullTiles = Math.floor(hashes / tileWidth);
    levels.push({ level, fullTiles, partialWidth: hashes % tileWidth });
    hashes = fullTiles;
  }
  return levels;
}

/** Returns how many hashes tile `n` of `level` has in a tree of `size` leaves: 256 when full, 0 when it is not there. */
export function widthOfTile(level: number, n: number, size: number): number {
  const hashes = Math.floor(size / tileWidth ** level);
  return Math.max(0, Math.min(tileWidth, hashes - n * tileWidth));
}

/** Where a node's hash comes from: the root over `count` hashes of a tile, from `offset` on. */
export interface TileRange {
  level: number;
  n: number;
  offset: number;
  /** A power of two, 1–128. */
  count: number;
}

/** Finds the tile that a perfect subtree's hash is read from: one hash, or the root over a few. */
export function tileRangeOf(node: NodeId): TileRange {
  const level = Math.floor(node.level / 8);
  const count = 2 ** (node.level % 8);
  const first = node.index * count;
  return { level, n: Math.floor(first / tileWidth), offset: first % tileWidth, count };
}
