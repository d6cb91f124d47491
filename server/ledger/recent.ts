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
  /** Entries from #first on; those before #offset are already let go. */
  #entries: RecentEntry[] = [];
  /** Trees by leaf index, oldest first. */
  readonly #trees = new Map<number, { trees: readonly LogTree[]; bytes: number }>();
  #bytes = 0;

  constructor(readWal: WalReader, first: number, bytesMax: number) {
    this.#readWal = readWal;
    this.#first = first;
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
    const bytes = trees.reduce((sum, { sealed }) => sum + (sealed?.length ?? 0) + 100, 0);
    this.#trees.set(this.end, { trees, bytes });
    this.#entries.push(entry);
    this.#bytes += bytes;
    for (const index of this.#trees.keys()) {
      if (this.#bytes <= this.#bytesMax) break;
      this.#forgetTrees(index);
    }
  }

  /** Returns an entry without its trees; undefined when it is not held. */
  at(leafIndex: number): RecentEntry | undefined {
    return this.#entries[leafIndex - this.#first];
  }

  /** Reads an entry with its trees; null when it is not held. */
  async read(leafIndex: number): Promise<LogEntry | null> {
    const entry = this.at(leafIndex);
    if (entry === undefined) return null;
    const trees = this.#trees.get(leafIndex)?.trees ?? (await this.#readTrees(entry));
    const { statement, leafHash, recordTimeMs } = entry;
    return { leafIndex, leafHash, statement, recordTimeMs, trees };
  }

  /** Lets entries go that are on disk elsewhere. */
  release(tiled: number): void {
    for (let index = this.#first; index < tiled; index++) this.#forgetTrees(index);
    this.#entries = this.#entries.slice(tiled - this.#first);
    this.#first = tiled;
  }

  #forgetTrees(index: number): void {
    this.#bytes -= this.#trees.get(index)?.bytes ?? 0;
    this.#trees.delete(index);
  }

  async #readTrees({ frame, span, treeCount }: RecentEntry): Promise<LogTree[]> {
    if (treeCount === 0) return [];
    const at = (offset: number) => ({ segment: frame.segment, offset: frame.offset + offset });
    const trees = await this.#readWal(at(span.treesOffset), span.treesLength);
    const secrets = await this.#readWal(at(span.secretsOffset), treeCount * secretBytes);
    return decodeTrees(trees, secrets).trees;
  }
}
