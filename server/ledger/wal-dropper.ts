/**
 * Removes a WAL segment once it is not needed: all its entries are in tiles, payload and secrets, the head on disk
 * says so, a published checkpoint covers them, and each was read again from its lasting files and compared.
 */
import { join } from "node:path";
import { equalBytes } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { leafHash } from "@/lib/merkle/hash";
import { tileWidth } from "@/lib/tile/path";
import { isDamage, LedgerDamage } from "./damage";
import type { ErasureGate } from "./erasure/gate";
import type { Files } from "./files";
import type { Payloads } from "./payload/payloads";
import type { Secrets } from "./payload/secrets";
import { hashBytes, TileFiles } from "./tile-files";
import type { FrameEntry } from "./wal/frame";
import { secretBytes } from "./wal/frame";
import { scanSegment } from "./wal/scan";
import { decodeSnapshot } from "./wal/snapshot";
import { snapshotPath, type Wal } from "./wal/wal";

export interface WalDropperParts {
  readonly suite: CryptoSuite;
  readonly files: Files;
  readonly dir: string;
  readonly wal: Wal;
  readonly payloads: Payloads;
  readonly secrets: Secrets;
  readonly gate: ErasureGate;
  readonly frameBytesMax: number;
  /** Entries that are in tiles and published, as the head on disk says. */
  readonly safeSize: () => number;
  readonly onNotice: (line: string) => void;
  readonly fatal: (error: unknown) => never;
}

export class WalDropper {
  readonly #parts: WalDropperParts;
  /** Finished segments, oldest first: the log's size where each ended. */
  readonly #ends: Map<number, number>;
  #running: Promise<void> | null = null;

  constructor(parts: WalDropperParts, ends: Map<number, number>) {
    this.#parts = parts;
    this.#ends = ends;
  }

  /** Notes that a segment is full. */
  addSegment(number: number, size: number): void {
    this.#ends.set(number, size);
  }

  /** Starts on the segments that are not needed any more. */
  kick(): void {
    if (this.#running !== null || this.#next() === null) return;
    this.#running = this.#run();
    // Nobody to tell: a failure has ended the process.
    this.#running.catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#running;
  }

  #next(): number | null {
    const [oldest] = this.#ends;
    if (oldest === undefined || oldest[1] > this.#parts.safeSize()) return null;
    return oldest[0];
  }

  async #run(): Promise<void> {
    const { wal, gate, onNotice, fatal } = this.#parts;
    try {
      for (let number = this.#next(); number !== null; number = this.#next()) {
        await gate.shared(async () => {
          await this.#verify(number);
          this.#ends.delete(number);
          await wal.drop(number);
        });
      }
    } catch (error) {
      if (!isDamage(error)) return fatal(error);
      // The WAL is the good copy: it stays, and so do all after it, since #ends is not moved on.
      onNotice(`${error.file}:${error.offset}: ${error.found}; the write-ahead log keeps these entries`);
      return;
    }
    this.#running = null;
  }

  /** Reads a segment's entries from both places. @throws LedgerDamage naming the lasting file that differs */
  async #verify(number: number): Promise<void> {
    const { wal, files, dir, frameBytesMax } = this.#parts;
    // Tiles of its own: what other readers have in memory says nothing about the disk.
    const tiles = new TileFiles(files, dir);
    // Then the next start begins with the state beside the segment after it.
    const path = snapshotPath(join(dir, "wal"), number + 1);
    decodeSnapshot(path, await files.read(path));
    for await (const { frame } of scanSegment(wal.segment(number), frameBytesMax)) {
      let tree = frame.firstTree;
      for (const [i, entry] of frame.entries.entries()) {
        const index = frame.firstIndex + i;
        await this.#requireStatement(tiles, index, entry);
        await this.#requirePayload(index, frame.recordTimeMs, entry);
        await this.#requireSecrets(tree, entry);
        tree += entry.trees.length;
      }
    }
  }

  async #requireStatement(tiles: TileFiles, index: number, { statement }: FrameEntry): Promise<void> {
    const [n, i] = [Math.floor(index / tileWidth), index % tileWidth];
    const logged = (await tiles.bundle(n))[i];
    if (logged === undefined || !equalBytes(logged, statement)) {
      throw new LedgerDamage(tiles.bundleFile(n), 0, `expected entry ${index} as in the WAL, got another`);
    }
    const hash = (await tiles.tile(0, n)).subarray(i * hashBytes, (i + 1) * hashBytes);
    if (!equalBytes(hash, leafHash(this.#parts.suite.sha256, statement))) {
      throw new LedgerDamage(tiles.tileFile(0, n), i * hashBytes, `expected the leaf hash of entry ${index}`);
    }
  }

  async #requirePayload(index: number, recordTimeMs: number, { trees }: FrameEntry): Promise<void> {
    const { payloads } = this.#parts;
    const [n, i] = [Math.floor(index / tileWidth), index % tileWidth];
    const table = await payloads.table(n);
    const range = table.treesOf(i);
    const sealed = await payloads.sealed(n, table, range);
    const base = table.sealedOffset(range.first);
    const isEqual =
      table.recordTimeMs(i) === recordTimeMs &&
      range.end - range.first === trees.length &&
      trees.every((tree, ordinal) => {
        const at = range.first + ordinal;
        const copy = sealed.subarray(table.sealedOffset(at) - base, table.sealedOffset(at + 1) - base);
        return equalBytes(table.tree(at).root, tree.root) && isCopy(copy, tree.sealed);
      });
    if (isEqual) return;
    const { path, offset } = payloads.placeOf(n);
    throw new LedgerDamage(path, offset, `expected the trees of entry ${index} as in the WAL, got others`);
  }

  async #requireSecrets(firstTree: number, { trees }: FrameEntry): Promise<void> {
    if (trees.length === 0) return;
    const { secrets } = this.#parts;
    const copies = await secrets.read(firstTree, trees.length);
    for (const [i, { secret }] of trees.entries()) {
      if (isCopy(copies.subarray(i * secretBytes, (i + 1) * secretBytes), secret)) continue;
      const { path, offset } = secrets.placeOf(firstTree + i);
      throw new LedgerDamage(path, offset, `expected the secret of tree ${firstTree + i} as in the WAL`);
    }
  }
}

/** Erasure overwrites the WAL first: what it has there has no original any more to compare with. */
function isCopy(copy: Uint8Array, original: Uint8Array | null): boolean {
  return original === null || equalBytes(copy, original);
}
