/**
 * Removes a WAL segment once it is not needed: all its entries are in tiles, payload and secrets, the head on disk
 * says so, a published checkpoint covers them, and each was read again from its lasting files and compared.
 */
import { join } from "node:path";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { isDamage } from "./damage";
import type { ErasureGate } from "./erasure/gate";
import type { Files } from "./files";
import { LastingCopies } from "./lasting-copies";
import type { Payloads } from "./payload/payloads";
import type { Secrets } from "./payload/secrets";
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
    const copies = new LastingCopies(this.#parts);
    // Then the next start begins with the state beside the segment after it.
    const path = snapshotPath(join(dir, "wal"), number + 1);
    decodeSnapshot(path, await files.read(path));
    for await (const { frame } of scanSegment(wal.segment(number), frameBytesMax)) {
      await copies.require(frame);
    }
  }
}
