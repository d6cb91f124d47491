/** Hashes of the tree, for proofs and for tiles as the log serves them: from the right edge, else from tiles on disk. */
import type { Sha256 } from "@/lib/crypto/suite";
import { DomainError } from "@/lib/errors";
import type { HashReader, NodeId } from "@/lib/merkle/proof";
import { rootOfHashes } from "@/lib/merkle/tree";
import { tileRangeOf } from "@/lib/tile/layout";
import { tileWidth } from "@/lib/tile/path";
import { BoundedCache } from "./bounded-cache";
import type { Edge } from "./edge";
import { splitHashes } from "./split-hashes";
import { hashBytes, type TileFiles } from "./tile-files";
import { TileNodes } from "./tile-nodes";

const edgeNodesBytes = 1 << 18;

export class TreeHashes implements HashReader {
  readonly #sha256: Sha256;
  readonly #edge: Edge;
  readonly #tiles: TileFiles;
  readonly #nodes: TileNodes;
  /** Roots over hashes of the edge: such a subtree is whole, so its root never changes. */
  readonly #edgeNodes = new BoundedCache<Uint8Array>(edgeNodesBytes);

  constructor(sha256: Sha256, edge: Edge, tiles: TileFiles) {
    this.#sha256 = sha256;
    this.#edge = edge;
    this.#tiles = tiles;
    this.#nodes = new TileNodes(tiles);
  }

  /** Reads the hashes of perfect subtrees, in the order asked. */
  read(ids: NodeId[]): Uint8Array[] | Promise<Uint8Array[]> {
    const hashes = ids.map((id) => this.#kept(id));
    const isWhole = hashes.every((hash) => hash !== null);
    return isWhole ? hashes : Promise.all(hashes.map((hash, i) => hash ?? this.#readOne(ids[i] as NodeId)));
  }

  /** Finds a hash without reading a file; null when that cannot be. */
  #kept(id: NodeId): Uint8Array | null {
    const { level, n, offset, count } = tileRangeOf(id);
    const inTile = this.#nodes.kept(level, n, { offset, count });
    if (inTile !== null) return inTile;
    if (count === 1) return this.#edge.hashes(level, n * tileWidth + offset, 1);
    const name = `${id.level}/${id.index}`;
    const known = this.#edgeNodes.get(name);
    if (known !== undefined) return known;
    const hashes = this.#edge.hashes(level, n * tileWidth + offset, count);
    if (hashes === null) return null;
    const root = rootOfHashes(this.#sha256, splitHashes(hashes));
    this.#edgeNodes.set(name, root, root.length);
    return root;
  }

  #readOne(id: NodeId): Promise<Uint8Array> {
    const { level, n, offset, count } = tileRangeOf(id);
    return this.#nodes.read(level, n, { offset, count });
  }

  /** Reads `count` hashes of one tile of a tile level, joined. */
  async range(level: number, first: number, count: number): Promise<Uint8Array> {
    const recent = this.#edge.hashes(level, first, count);
    if (recent !== null) return recent;
    const tile = await this.#tiles.tile(level, Math.floor(first / tileWidth));
    const from = (first % tileWidth) * hashBytes;
    return tile.subarray(from, from + count * hashBytes);
  }

  /** Reads a tile of `width` hashes in a tree of `size` entries. @throws DomainError `not_found` beyond it */
  async tile(level: number, n: number, width: number, size: number): Promise<Uint8Array> {
    requireTile({ level, n, width }, Math.floor(size / tileWidth ** level));
    return this.range(level, n * tileWidth, width);
  }
}

/** Checks that a tile of this width lies within the `count` hashes, or entries, of its level. @throws DomainError `not_found` */
export function requireTile(
  { level, n, width }: { level: number | string; n: number; width: number },
  count: number,
): void {
  const isThere = n >= 0 && width >= 1 && width <= tileWidth && n * tileWidth + width <= count;
  if (!isThere) {
    throw new DomainError(
      "not_found",
      `tile/${level}/${n}: expected a tile of the log, got width ${width} of ${count}`,
    );
  }
}
