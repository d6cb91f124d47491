/**
 * Derives the tree again, twice: from the entries, and from the leaf hashes in the tiles. Where the two differ, the
 * roots that the log signed tell which of the two files was changed.
 */
import { equalBytes } from "@/lib/bytes";
import type { Sha256 } from "@/lib/crypto/suite";
import { Frontier } from "@/lib/merkle/frontier";
import { tileWidth } from "@/lib/tile/path";
import type { Files } from "../files";
import type { TreeHead } from "../ledger";
import { hashBytes, type TileFiles } from "../tile-files";
import { damaged, type Finding } from "./finding";

/** An entry that its bundle and its tile tell differently about. */
export interface Suspect {
  readonly leafIndex: number;
  readonly bundle: { path: string; offset: number };
  readonly tile: { path: string; offset: number };
}

/** A root the log has signed or written down. */
export interface PromisedRoot extends TreeHead {
  /** Where it stands, for messages. */
  readonly where: string;
}

interface HashPair {
  readonly fromEntries: Uint8Array;
  readonly fromTiles: Uint8Array;
}

const tileHeight = 8;

export class TreeCheck {
  readonly #files: Files;
  readonly #tiles: TileFiles;
  readonly #fromEntries: Frontier;
  readonly #fromTiles: Frontier;
  readonly #promised: readonly PromisedRoot[];
  /** Which derivation gave the promised root, at each promised size. */
  readonly #verdicts: { size: number; isRightByEntries: boolean; isRightByTiles: boolean }[] = [];
  readonly #suspects: Suspect[] = [];
  /** Per tile level from 1 up: the hashes of the tile being filled. */
  readonly #pairs: HashPair[][] = [];

  constructor(
    { sha256, files, tiles }: { sha256: Sha256; files: Files; tiles: TileFiles },
    promised: readonly PromisedRoot[],
  ) {
    this.#files = files;
    this.#tiles = tiles;
    this.#promised = promised;
    this.#fromEntries = new Frontier(sha256);
    this.#fromTiles = new Frontier(sha256);
  }

  /** Leaves so far. */
  get size(): number {
    return this.#fromEntries.size;
  }

  suspect(suspect: Suspect): void {
    this.#suspects.push(suspect);
  }

  /** Tells whether bundle and tile contradict each other about an entry: `finish` then says which is wrong. */
  isSuspect(leafIndex: number): boolean {
    return this.#suspects.some((suspect) => suspect.leafIndex === leafIndex);
  }

  /** Adds the next leaf as the entry and as the tile have it. */
  append(fromEntry: Uint8Array, fromTile: Uint8Array): void {
    const above: Uint8Array[] = [];
    this.#fromEntries.append(fromEntry, (level, _index, hash) => {
      if (level > 0 && level % tileHeight === 0) above[level / tileHeight] = hash;
    });
    this.#fromTiles.append(fromTile, (level, _index, hash) => {
      const tileLevel = level / tileHeight;
      const other = above[tileLevel];
      if (other !== undefined) this.#pairsOf(tileLevel).push({ fromEntries: other, fromTiles: hash });
    });
    for (const { size, rootHash } of this.#promised.filter((root) => root.size === this.size)) {
      const isRightByEntries = equalBytes(this.#fromEntries.root(), rootHash);
      this.#verdicts.push({
        size,
        isRightByEntries,
        isRightByTiles: equalBytes(this.#fromTiles.root(), rootHash),
      });
    }
  }

  /** Compares the tiles above level 0 that the last leaf completed with their files. */
  async *completed(): AsyncGenerator<Finding> {
    for (let level = 1; (this.#pairs[level]?.length ?? 0) === tileWidth; level++) {
      const n = this.size / tileWidth ** (level + 1) - 1;
      yield* this.#compare(level, n, this.#pairs[level]?.splice(0) ?? []);
    }
  }

  /** Says, at the end, which file each suspect is in, and which promised roots do not hold. */
  *finish(isIncomplete: boolean): Generator<Finding> {
    for (const suspect of this.#suspects) yield* this.#judge(suspect);
    for (const { size, where } of this.#promised) {
      const verdict = this.#verdicts.find((candidate) => candidate.size === size);
      if (size === 0) continue;
      if (verdict === undefined && !isIncomplete) {
        yield { severity: "error", where, message: `expected ${size} entries in the log, got ${this.size}` };
      } else if (verdict?.isRightByEntries === false && this.#suspects.length === 0) {
        yield {
          severity: "error",
          where,
          message: `expected the root of the first ${size} entries, got another`,
        };
      }
    }
  }

  #pairsOf(level: number): HashPair[] {
    const pairs = this.#pairs[level] ?? [];
    this.#pairs[level] = pairs;
    return pairs;
  }

  async *#compare(level: number, n: number, pairs: readonly HashPair[]): AsyncGenerator<Finding> {
    const path = this.#tiles.tileFile(level, n);
    const bytes = await this.#files.read(path);
    if (bytes?.length !== hashBytes * tileWidth) {
      yield damaged(
        path,
        0,
        `expected a tile of ${hashBytes * tileWidth} bytes, got ${bytes?.length ?? "none"}`,
      );
      return;
    }
    for (const [i, { fromEntries, fromTiles }] of pairs.entries()) {
      const hash = bytes.subarray(i * hashBytes, (i + 1) * hashBytes);
      if (equalBytes(hash, fromEntries) || equalBytes(hash, fromTiles)) continue;
      yield damaged(
        path,
        i * hashBytes,
        `expected hash ${i} to be the root of tile ${level - 1}/${n * tileWidth + i}`,
      );
    }
  }

  *#judge({ leafIndex, bundle, tile }: Suspect): Generator<Finding> {
    const verdict = this.#verdicts.find(({ size }) => size > leafIndex);
    if (verdict?.isRightByEntries !== true) {
      yield damaged(
        bundle.path,
        bundle.offset,
        `expected entry ${leafIndex}, whose leaf hash is in its tile`,
      );
    }
    if (verdict?.isRightByTiles !== true) {
      yield damaged(tile.path, tile.offset, `expected the leaf hash of entry ${leafIndex}`);
    }
  }
}
