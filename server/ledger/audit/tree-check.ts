/**
 * Derives the tree again, twice: from the entries, and from the leaf hashes in the tiles. Where the two differ, the
 * roots that the log signed tell which of the two files was changed.
 */
import { equalBytes } from "@/lib/bytes";
import type { Frontier } from "@/lib/merkle/frontier";
import { tileWidth } from "@/lib/tile/path";
import type { TreeHead } from "../ledger";
import type { TileFiles } from "../tile-files";
import { damaged, type Finding } from "./finding";
import { hashBytes } from "./packed-hashes";
import type { PlainReads } from "./plain-reads";

/** An entry that its bundle and its tile tell differently about. */
export interface Suspect {
  readonly leafIndex: number;
  /** The bundle ends before it. */
  readonly isMissing: boolean;
  readonly bundle: { readonly path: string; readonly offset: number };
  readonly tile: { readonly path: string; readonly offset: number };
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

interface Verdict {
  readonly isRightByEntries: boolean;
  readonly isRightByTiles: boolean;
}

const tileHeight = 8;

export interface TreeCheckParts {
  readonly reads: PlainReads;
  readonly tiles: TileFiles;
  /** The tree to go on from; what is in it is not compared with its tiles. */
  readonly start: Frontier;
}

export class TreeCheck {
  readonly #parts: TreeCheckParts;
  readonly #fromEntries: Frontier;
  readonly #fromTiles: Frontier;
  readonly #promised: PromisedRoot[] = [];
  readonly #promisedAt = new Map<number, PromisedRoot[]>();
  /** By promised root: which derivation gave it. */
  readonly #verdicts = new Map<PromisedRoot, Verdict>();
  readonly #suspects = new Map<number, Suspect>();
  /** Per tile level from 1 up: the hashes of the tile being filled; null for those before the start. */
  readonly #pairs: (HashPair | null)[][] = [];

  constructor(parts: TreeCheckParts) {
    this.#parts = parts;
    this.#fromEntries = parts.start.clone();
    this.#fromTiles = parts.start.clone();
    for (let level = 1, count = parts.start.size / tileWidth; count >= 1; level++, count /= tileWidth) {
      this.#pairs[level] = new Array<null>(Math.floor(count) % tileWidth).fill(null);
    }
  }

  /** Leaves so far. */
  get size(): number {
    return this.#fromEntries.size;
  }

  /** Root of the leaves so far, as the entries have them. */
  root(): Uint8Array {
    return this.#fromEntries.root();
  }

  /** The right edge so far, to go on from later. */
  edge(): Frontier {
    return this.#fromEntries.clone();
  }

  /** Adds a root to compare with when the tree gets there; one it is beyond already cannot be told any more. */
  promise(root: PromisedRoot): void {
    if (root.size < this.size) return;
    this.#promised.push(root);
    this.#promisedAt.set(root.size, [...(this.#promisedAt.get(root.size) ?? []), root]);
    this.#compareRoots();
  }

  suspect(suspects: readonly Suspect[]): void {
    for (const suspect of suspects) this.#suspects.set(suspect.leafIndex, suspect);
  }

  /** Tells whether bundle and tile contradict each other about an entry: `finish` then says which is wrong. */
  isSuspect(leafIndex: number): boolean {
    return this.#suspects.has(leafIndex);
  }

  /** Adds joined leaf hashes, or the root of one full tile, as the entries and as the tiles have them. */
  append(fromEntries: Uint8Array, fromTiles: Uint8Array, level: 0 | 8 = 0): void {
    for (let at = 0; at < fromEntries.length; at += hashBytes) {
      this.#appendOne(
        fromEntries.subarray(at, at + hashBytes),
        fromTiles.subarray(at, at + hashBytes),
        level,
      );
      this.#compareRoots();
    }
  }

  #appendOne(fromEntry: Uint8Array, fromTile: Uint8Array, atLevel: 0 | 8): void {
    const above: Uint8Array[] = [];
    this.#fromEntries.appendSubtree(atLevel, fromEntry, (level, _index, hash) => {
      if (level > 0 && level % tileHeight === 0) above[level / tileHeight] = hash;
    });
    this.#fromTiles.appendSubtree(atLevel, fromTile, (level, _index, hash) => {
      const tileLevel = level / tileHeight;
      const other = above[tileLevel];
      if (other !== undefined) this.#pairsOf(tileLevel).push({ fromEntries: other, fromTiles: hash });
    });
  }

  /** Compares the tiles above level 0 that the last leaf completed with their files. */
  *completed(): Generator<Finding> {
    for (let level = 1; (this.#pairs[level]?.length ?? 0) === tileWidth; level++) {
      const n = this.size / tileWidth ** (level + 1) - 1;
      yield* this.#compare(level, n, this.#pairs[level]?.splice(0) ?? []);
    }
  }

  /** Says, at the end, which file each suspect is in, and which promised roots do not hold. */
  *finish(isIncomplete: boolean): Generator<Finding> {
    for (const suspect of this.#suspects.values()) yield* this.#judge(suspect);
    for (const promised of this.#promised) {
      const { size, where } = promised;
      const verdict = this.#verdicts.get(promised);
      if (verdict === undefined && !isIncomplete) {
        const message = `expected ${size} entries in the log, got ${this.size}`;
        yield { severity: "error", where, message };
      } else if (verdict?.isRightByEntries === false && this.#suspects.size === 0) {
        const message = `expected the root of the first ${size} entries, got another`;
        yield { severity: "error", where, message };
      }
    }
  }

  #compareRoots(): void {
    for (const promised of this.#promisedAt.get(this.size) ?? []) {
      const { rootHash } = promised;
      this.#verdicts.set(promised, {
        isRightByEntries: equalBytes(this.#fromEntries.root(), rootHash),
        isRightByTiles: equalBytes(this.#fromTiles.root(), rootHash),
      });
    }
  }

  #pairsOf(level: number): (HashPair | null)[] {
    const pairs = this.#pairs[level] ?? [];
    this.#pairs[level] = pairs;
    return pairs;
  }

  *#compare(level: number, n: number, pairs: readonly (HashPair | null)[]): Generator<Finding> {
    const { reads, tiles } = this.#parts;
    const path = tiles.tileFile(level, n);
    const bytes = reads.whole(path);
    if (bytes?.length !== hashBytes * tileWidth) {
      const expected = `expected a tile of ${hashBytes * tileWidth} bytes, got ${bytes?.length ?? "none"}`;
      yield damaged(path, 0, expected);
      return;
    }
    for (const [i, pair] of pairs.entries()) {
      const hash = bytes.subarray(i * hashBytes, (i + 1) * hashBytes);
      if (pair === null || equalBytes(hash, pair.fromEntries) || equalBytes(hash, pair.fromTiles)) continue;
      const expected = `expected hash ${i} to be the root of tile ${level - 1}/${n * tileWidth + i}`;
      yield damaged(path, i * hashBytes, expected);
    }
  }

  *#judge({ leafIndex, isMissing, bundle, tile }: Suspect): Generator<Finding> {
    const verdict = this.#nextVerdict(leafIndex);
    if (verdict?.isRightByEntries !== true && !isMissing) {
      const expected = `expected entry ${leafIndex}, whose leaf hash is in its tile`;
      yield damaged(bundle.path, bundle.offset, expected);
    }
    if (verdict?.isRightByTiles !== true && !isMissing) {
      yield damaged(tile.path, tile.offset, `expected the leaf hash of entry ${leafIndex}`);
    }
  }

  /** Of the first promised root that covers an entry. */
  #nextVerdict(leafIndex: number): Verdict | undefined {
    const [next] = [...this.#verdicts]
      .filter(([{ size }]) => size > leafIndex)
      .sort(([a], [b]) => a.size - b.size);
    return next?.[1];
  }
}
