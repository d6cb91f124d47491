/**
 * The tile writer: copies durable entries, 256 at a time, into their lasting files, behind the commit. Nothing waits
 * for it, and a crash anywhere in it loses nothing: the WAL still holds the entries, and the next start does it again.
 */
import { concatBytes } from "@/lib/bytes";
import { invariant } from "@/lib/errors";
import { encodeEntryBundle } from "@/lib/tile/bundle";
import { tileWidth } from "@/lib/tile/path";
import { crc32c } from "./crc32c";
import type { Edge } from "./edge";
import type { ErasureGate } from "./erasure/gate";
import { isDiskFull } from "./files";
import type { LogTree } from "./ledger";
import { type BlockEntry, encodeBlock } from "./payload/block";
import type { Payloads } from "./payload/payloads";
import type { Secrets } from "./payload/secrets";
import type { Recent, RecentEntry } from "./recent";
import type { TileFiles } from "./tile-files";
import { secretBytes } from "./wal/frame";

export interface TileWriterParts {
  readonly edge: Edge;
  readonly recent: Recent;
  readonly tiles: TileFiles;
  readonly payloads: Payloads;
  readonly secrets: Secrets;
  readonly gate: ErasureGate;
  /** Durable entries. */
  readonly durableSize: () => number;
  readonly fatal: (error: unknown) => never;
  readonly onNotice: (line: string) => void;
}

const retryAfterMs = 1000;
/** Tiles written between two rounds of syncs. */
const tilesPerRound = 16;

export class TileWriter {
  readonly #parts: TileWriterParts;
  #tiled: number;
  #running: Promise<void> | null = null;
  #stopped = false;
  #wake: (() => void)[] = [];

  constructor(parts: TileWriterParts, tiled: number) {
    this.#parts = parts;
    this.#tiled = tiled;
  }

  /** Entries in full tiles on disk, with payload and secrets, synced: a multiple of 256. */
  get tiled(): number {
    return this.#tiled;
  }

  /** Starts on the tiles that have become full. */
  kick(): void {
    if (this.#running !== null || this.#stopped || !this.#isDue()) return;
    this.#running = this.#run();
    // Nobody to tell: a failure has ended the process.
    this.#running.catch(() => undefined);
  }

  /** Resolves once fewer than `limit` entries are not in tiles. */
  async whenBehindLessThan(limit: number): Promise<void> {
    while (this.#parts.durableSize() - this.#tiled >= limit && !this.#stopped) {
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** Finishes the tiles that are full, unless the disk is, and stops. */
  async close(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    this.#wakeAll();
  }

  #isDue(): boolean {
    return this.#tiled + tileWidth <= this.#parts.durableSize();
  }

  async #run(): Promise<void> {
    while (this.#isDue()) {
      try {
        await this.#parts.gate.shared(() => this.#writeRound());
      } catch (error) {
        if (!isDiskFull(error)) this.#parts.fatal(error);
        this.#parts.onNotice("the disk is full: tiles wait, entries are safe in the write-ahead log");
        if (this.#stopped) break;
        await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
      }
      this.#wakeAll();
    }
    this.#running = null;
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  /**
   * Writes the tiles that are full, several at a time, so that they share their syncs. Payload and secrets come before
   * tiles: an entry that has its tile has everything.
   */
  async #writeRound(): Promise<void> {
    const { recent, edge, tiles, payloads, secrets, durableSize } = this.#parts;
    const first = this.#tiled / tileWidth;
    const end = Math.min(Math.floor(durableSize() / tileWidth), first + tilesPerRound);
    const contents: { path: string; bytes: Uint8Array }[] = [];
    for (let n = first; n < end; n++) {
      await this.#writePayload(n);
      contents.push(...this.#contentsOf(n));
    }
    await secrets.sync();
    await payloads.sync();
    await tiles.write(contents);
    this.#tiled = end * tileWidth;
    recent.release(this.#tiled);
    edge.release(this.#tiled);
  }

  /** Reads trees one entry at a time, twice where they are not in memory: 256 captures may be larger than memory. */
  async #writePayload(n: number): Promise<void> {
    const { payloads, secrets } = this.#parts;
    // There already when the disk was full between the block and the tile.
    if (payloads.blockCount > n) return;
    const firstTree = await this.#firstTreeOf(n);
    const entries: BlockEntry[] = [];
    const secretParts: Uint8Array[] = [];
    for (let i = 0; i < tileWidth; i++) {
      const index = n * tileWidth + i;
      const { recordTimeMs } = this.#entry(index);
      const trees = await this.#treesOf(index);
      entries.push({ recordTimeMs, trees: trees.map(describe) });
      for (const { secret } of trees) secretParts.push(secret ?? new Uint8Array(secretBytes));
    }
    if (secretParts.length > 0) await secrets.write(firstTree, concatBytes(...secretParts));
    await payloads.append(encodeBlock(n, firstTree, entries), this.#sealedOf(n));
  }

  async #firstTreeOf(n: number): Promise<number> {
    if (n === 0) return 0;
    const { header } = await this.#parts.payloads.table(n - 1);
    return header.firstTree + header.treeCount;
  }

  #entry(index: number): RecentEntry {
    const entry = this.#parts.recent.at(index);
    invariant(entry !== undefined, `entry ${index} is recent`);
    return entry;
  }

  /** Not a promise where they are in memory: at full speed that is nearly always. */
  #treesOf(index: number): readonly LogTree[] | Promise<readonly LogTree[]> {
    const { recent } = this.#parts;
    return recent.treesAt(index) ?? recent.read(index).then((entry) => entry?.trees ?? []);
  }

  async *#sealedOf(n: number): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < tileWidth; i++) {
      const trees = await this.#treesOf(n * tileWidth + i);
      if (trees.length > 0) yield concatBytes(...trees.map(({ sealed }) => sealed ?? new Uint8Array()));
    }
  }

  /** The bundle, the tile, and each tile above that becomes full with it. */
  #contentsOf(n: number): { path: string; bytes: Uint8Array }[] {
    const { edge, tiles } = this.#parts;
    const statements = Array.from({ length: tileWidth }, (_, i) => this.#entry(n * tileWidth + i).statement);
    const contents = [{ path: tiles.bundleFile(n), bytes: encodeEntryBundle(statements) }];
    let index = n;
    for (let level = 0; ; level++) {
      const bytes = edge.hashes(level, index * tileWidth, tileWidth);
      invariant(bytes !== null, `tile ${level}/${index} is on the edge`);
      contents.push({ path: tiles.tileFile(level, index), bytes });
      if ((index + 1) % tileWidth !== 0) return contents;
      index = (index + 1) / tileWidth - 1;
    }
  }
}

function describe({ root, sealed }: LogTree): BlockEntry["trees"][number] {
  const bytes = sealed ?? new Uint8Array();
  return { root, sealedLength: bytes.length, sealedCrc: crc32c(bytes) };
}
