/**
 * The right edge of the tree: what is not yet in full tiles on disk. For each level of tiles it holds a run of
 * hashes, from the first one whose tile is not on disk to the last; and the frontier that gives the root.
 */
import type { Sha256 } from "@/lib/crypto/suite";
import { invariant } from "@/lib/errors";
import { Frontier } from "@/lib/merkle/frontier";
import { rootOfHashes } from "@/lib/merkle/tree";
import { tileWidth } from "@/lib/tile/path";
import { parentsOf } from "./batch-hashes";
import { splitHashes } from "./split-hashes";
import type { TileFiles } from "./tile-files";
import { hashBytes } from "./tile-files";

/** Tile levels are eight tree levels apart (C2SP tlog-tiles, tile height 8). */
const tileHeight = 8;

export class Edge {
  readonly #frontier: Frontier;
  readonly #runs: HashRun[];

  private constructor(frontier: Frontier, runs: HashRun[]) {
    this.#frontier = frontier;
    this.#runs = runs;
  }

  /**
   * Recomputes the edge of a tree of `size` entries from tiles on disk: every hash above level 0 is hashed again
   * from the tile beneath it.
   * @throws LedgerDamage when a tile is missing
   */
  static async load(sha256: Sha256, tiles: TileFiles, size: number): Promise<Edge> {
    const runs: HashRun[] = [];
    for (let level = 0, count = size; count > 0; level++, count = Math.floor(count / tileWidth)) {
      const first = count - (count % tileWidth);
      const run = new HashRun(first);
      for (let index = first; index < count; index++)
        run.push(await hashFromBelow(sha256, tiles, level, index));
      runs.push(run);
    }
    return new Edge(new Frontier(sha256, size, frontierHashes(sha256, runs, size)), runs);
  }

  /** Entries in the tree. */
  get size(): number {
    return this.#frontier.size;
  }

  /** Appends leaf hashes, joined, and the hashes of the tiles they fill. */
  append(leafHashes: Uint8Array): void {
    this.#frontier.appendRow(leafHashes, parentsOf, (level, _first, hashes) => {
      if (level % tileHeight === 0) this.#run(level / tileHeight).push(hashes);
    });
  }

  root(): Uint8Array {
    return this.#frontier.root();
  }

  /** Returns `count` hashes of a tile level from `first` on, or null when they are in full tiles on disk. */
  hashes(level: number, first: number, count: number): Uint8Array | null {
    return this.#runs[level]?.slice(first, count) ?? null;
  }

  /** Forgets the hashes of full tiles that are on disk, for a tree of `tiled` entries in full tiles. */
  release(tiled: number): void {
    for (
      let level = 0, count = tiled;
      level < this.#runs.length;
      level++, count = Math.floor(count / tileWidth)
    ) {
      this.#runs[level]?.dropBefore(count - (count % tileWidth));
    }
  }

  #run(level: number): HashRun {
    const run = this.#runs[level] ?? new HashRun(0);
    this.#runs[level] = run;
    return run;
  }
}

/** Consecutive hashes of one tile level, in one growing buffer. */
class HashRun {
  #first: number;
  #count = 0;
  #bytes = new Uint8Array(hashBytes * tileWidth);

  constructor(first: number) {
    this.#first = first;
  }

  /** Appends joined hashes. */
  push(hashes: Uint8Array): void {
    const offset = this.#count * hashBytes;
    if (offset + hashes.length > this.#bytes.length) {
      const grown = new Uint8Array(2 * (offset + hashes.length));
      grown.set(this.#bytes.subarray(0, offset));
      this.#bytes = grown;
    }
    this.#bytes.set(hashes, offset);
    this.#count += hashes.length / hashBytes;
  }

  /** Copies hashes out: the buffer is reused when a run is shortened. */
  slice(first: number, count: number): Uint8Array | null {
    const from = first - this.#first;
    if (from < 0 || from + count > this.#count) return null;
    return this.#bytes.slice(from * hashBytes, (from + count) * hashBytes);
  }

  dropBefore(first: number): void {
    const dropped = first - this.#first;
    if (dropped <= 0) return;
    this.#bytes.copyWithin(0, dropped * hashBytes, this.#count * hashBytes);
    this.#first = first;
    this.#count -= dropped;
  }
}

async function hashFromBelow(
  sha256: Sha256,
  tiles: TileFiles,
  level: number,
  index: number,
): Promise<Uint8Array> {
  if (level > 0) return rootOfHashes(sha256, splitHashes(await tiles.tile(level - 1, index)));
  const tile = await tiles.tile(0, Math.floor(index / tileWidth));
  const offset = (index % tileWidth) * hashBytes;
  return tile.subarray(offset, offset + hashBytes);
}

/** The perfect subtrees a size is the sum of, largest first: each lies in the partial tile of its level. */
function frontierHashes(sha256: Sha256, runs: readonly HashRun[], size: number): Uint8Array[] {
  const hashes: Uint8Array[] = [];
  let start = 0;
  for (let level = Math.floor(Math.log2(Math.max(size, 1))); level >= 0; level--) {
    const width = 2 ** level;
    if (size - start < width) continue;
    const tileLevel = Math.floor(level / tileHeight);
    const count = 2 ** (level % tileHeight);
    const part = runs[tileLevel]?.slice(start / tileWidth ** tileLevel, count);
    invariant(part !== undefined && part !== null, `the edge of ${size} holds level ${level}`);
    hashes.push(rootOfHashes(sha256, splitHashes(part)));
    start += width;
  }
  return hashes;
}
