/** Every node inside a full tile, computed once: a proof takes eight of them from each tile on its way. */

import { parentsOf } from "./batch-hashes";
import { BoundedCache } from "./bounded-cache";
import { hashBytes, type TileFiles } from "./tile-files";

const tileHeight = 8;
const nodesBytes = hashBytes * (512 - 2);
const cacheBytes = 32 << 20;

export class TileNodes {
  readonly #tiles: TileFiles;
  readonly #kept = new BoundedCache<Uint8Array>(cacheBytes);
  /** What was asked for last: the nodes of one proof come tile by tile. */
  #last: { level: number; n: number; nodes: Uint8Array } = { level: -1, n: -1, nodes: new Uint8Array() };

  constructor(tiles: TileFiles) {
    this.#tiles = tiles;
  }

  /** Returns the root over `count` hashes of a tile from `offset` on; null when its nodes are not in memory. */
  kept(level: number, n: number, { offset, count }: { offset: number; count: number }): Uint8Array | null {
    if (this.#last.level !== level || this.#last.n !== n) {
      const nodes = this.#kept.get(`${level}/${n}`);
      if (nodes === undefined) return null;
      this.#last = { level, n, nodes };
    }
    return nodeOf(this.#last.nodes, { offset, count });
  }

  /** Reads a tile and computes its nodes. @throws LedgerDamage when its file is absent or of another size */
  async read(level: number, n: number, range: { offset: number; count: number }): Promise<Uint8Array> {
    const nodes = new Uint8Array(nodesBytes);
    let row = await this.#tiles.tile(level, n);
    for (let k = 0, at = 0; k < tileHeight; k++) {
      nodes.set(row, at);
      at += row.length;
      row = parentsOf(row);
    }
    this.#kept.set(`${level}/${n}`, nodes, nodesBytes);
    return nodeOf(nodes, range);
  }
}

/** Rows of 256, 128, … 2 hashes one after another: the row of roots over 2^k begins behind 512 − 512/2^k hashes. */
function nodeOf(nodes: Uint8Array, { offset, count }: { offset: number; count: number }): Uint8Array {
  const at = (512 - 512 / count + offset / count) * hashBytes;
  return nodes.slice(at, at + hashBytes);
}
