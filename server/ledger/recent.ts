/**
 * The entries that are not in full tiles on disk yet: their statements in memory, their sealed trees in memory up to
 * a bound and in the WAL beyond it.
 */
import type { LogEntry, LogTree } from "./ledger";
import { decodeTrees, type EntrySpan, secretBytes } from "./wal/frame";
import type { WalPlace } from "./wal/wal";

/** Reads bytes of the WAL. */
export type WalReader = (place: WalPlace, length: number) => Promise<Uint8Array>;

/** A recent entry, without its trees, and where the WAL has those. */
export interface RecentEntry {
  readonly statement: Uint8Array;
  readonly leafHash: Uint8Array;
  readonly recordTimeMs: number;
  readonly treeCount: number;
  /** The frame in the WAL, and the places within it. */
  readonly frame: WalPlace;
  readonly span: EntrySpan;
}

export class Recent {
  readonly #readWal: WalReader;
  readonly #bytesMax: number;
  #first: number;
  /** Entries from #first on. */
  #entries: RecentEntry[] = [];
  /** Their trees, or null where only the WAL has them: the oldest, up to #forgotten. */
  #trees: (readonly LogTree[] | null)[] = [];
  /** Leaf index of the first entry whose trees are not forgotten. */
  #forgotten: number;
  #bytes = 0;

  constructor(readWal: WalReader, first: number, bytesMax: number) {
    this.#readWal = readWal;
    this.#first = first;
    this.#forgotten = first;
    this.#bytesMax = bytesMax;
  }

  /** Leaf index of the first entry held. */
  get first(): number {
    return this.#first;
  }

  /** Leaf index after the last entry held. */
  get end(): number {
    return this.#first + this.#entries.length;
  }

  push(entry: RecentEntry, trees: readonly LogTree[]): void {
    this.#trees.push(trees);
    this.#entries.push(entry);
    this.#bytes += weightOf(trees);
    while (this.#bytes > this.#bytesMax && this.#forgotten < this.end) this.#forgetTrees();
  }

  /** Returns an entry without its trees; undefined when it is not held. */
  at(leafIndex: number): RecentEntry | undefined {
    return this.#entries[leafIndex - this.#first];
  }

  /** Returns the trees of an entry that is held; null when only the WAL has them. */
  treesAt(leafIndex: number): readonly LogTree[] | null {
    return this.#trees[leafIndex - this.#first] ?? null;
  }

  /** Reads an entry with its trees; null when it is not held. */
  async read(leafIndex: number): Promise<LogEntry | null> {
    const entry = this.at(leafIndex);
    if (entry === undefined) return null;
    const trees = this.#trees[leafIndex - this.#first] ?? (await this.#readTrees(entry));
    const { statement, leafHash, recordTimeMs } = entry;
    return { leafIndex, leafHash, statement, recordTimeMs, trees };
  }

  /** Forgets an entry's trees: from now on they are read from the WAL, as it is after an erasure. */
  forget(leafIndex: number): void {
    const at = leafIndex - this.#first;
    const trees = this.#trees[at];
    if (trees === undefined || trees === null) return;
    this.#bytes -= weightOf(trees);
    this.#trees[at] = null;
  }

  /** Lets entries go that are on disk elsewhere. */
  release(tiled: number): void {
    while (this.#forgotten < tiled) this.#forgetTrees();
    this.#entries = this.#entries.slice(tiled - this.#first);
    this.#trees = this.#trees.slice(tiled - this.#first);
    this.#first = tiled;
  }

  #forgetTrees(): void {
    const at = this.#forgotten - this.#first;
    this.#bytes -= weightOf(this.#trees[at] ?? []);
    this.#trees[at] = null;
    this.#forgotten++;
  }

  async #readTrees({ frame, span, treeCount }: RecentEntry): Promise<LogTree[]> {
    if (treeCount === 0) return [];
    const at = (offset: number) => ({ segment: frame.segment, offset: frame.offset + offset });
    const trees = await this.#readWal(at(span.treesOffset), span.treesLength);
    const secrets = await this.#readWal(at(span.secretsOffset), treeCount * secretBytes);
    return decodeTrees(trees, secrets).trees;
  }
}

/** About the bytes that trees take in memory. */
function weightOf(trees: readonly LogTree[]): number {
  let bytes = 0;
  for (const { sealed } of trees) bytes += (sealed?.length ?? 0) + 100;
  return bytes;
}
