/**
 * Copying the write-ahead log of a ledger that may be running, frame by frame to where it ends.
 *
 * The log is read last and in order. An erasure's record is durable before a byte of the event is overwritten, and so
 * stands in the log before whatever of the overwriting any file that was copied shows: a restore finds the record, and
 * makes an end of it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { LedgerDamage } from "@/server/ledger/damage";
import { frameBytesMaxOf } from "@/server/ledger/engine";
import type { OpenFile } from "@/server/ledger/files";
import { defaultSettings } from "@/server/ledger/settings";
import { decodeFrame, decodeFrameHeader, frameHeaderBytes } from "@/server/ledger/wal/frame";
import { isZeroBetween, scanSegment } from "@/server/ledger/wal/scan";
import type { WalPlace } from "@/server/ledger/wal/wal";
import type { Draft } from "./draft";
import type { HeldSegment, HeldWal } from "./held-wal";

/** Where a copied log ends. */
export interface WalEnd extends WalPlace {
  /** Entries in the log, and the root over them; null when no frame was copied. */
  readonly tree: { readonly size: number; readonly rootHash: Uint8Array } | null;
}

/** A frame that is being written is whole after this long. */
const writingMs = 25;
const attemptsMax = 40;

/**
 * Copies the segments from `first` on, each up to its last whole frame, and syncs the source that far: what is in the
 * copy is durable where it came from, too.
 * @returns where the copy ends; null when the server has dropped a segment before it could be held
 * @throws LedgerDamage when a frame was changed
 */
export async function copyWal(draft: Draft, held: HeldWal, first: number): Promise<WalEnd | null> {
  const reading = new WalReading(held);
  for (let number = first; ; number++) {
    const segment = held.segments.get(number);
    if (segment === undefined) return null;
    const name = String(number).padStart(8, "0");
    await draft.add(`ledger/wal/${name}.seg`, reading.framesOf(segment));
    if (segment.state !== null) await draft.add(`ledger/wal/${name}.state`, [segment.state]);
    if (held.segments.has(number + 1)) continue;
    if ([...held.segments.keys()].some((other) => other > number)) return null;
    await segment.file.datasync();
    return { segment: number, offset: reading.offset, tree: reading.tree };
  }
}

class WalReading {
  readonly #held: HeldWal;
  offset = 0;
  tree: WalEnd["tree"] = null;

  constructor(held: HeldWal) {
    this.#held = held;
  }

  /** Yields the whole frames of a segment, to its end if it is finished, or to where the writing is. */
  async *framesOf({ number, file }: HeldSegment): AsyncGenerator<Uint8Array> {
    this.offset = 0;
    for (;;) {
      const isFinished = this.#held.segments.has(number + 1);
      for (let bytes = await this.#next(file); bytes !== null; bytes = await this.#next(file)) yield bytes;
      if (isFinished) return requireZeros(file, this.offset);
      // Looked for after the last frame: if the writing has gone on to another segment, this one may have one more.
      await this.#held.hold();
      if (this.#held.segments.has(number + 1)) continue;
      const late = await this.#nextWhenWritten(file);
      if (late === null) return;
      yield late;
    }
  }

  /** Reads the next frame if it is whole. */
  async #next(file: OpenFile): Promise<Uint8Array | null> {
    const header = decodeFrameHeader(await file.read(frameHeaderBytes, this.offset));
    if (header === null) return null;
    const bytes = await file.read(header.frameLength, this.offset);
    if (bytes.length < header.frameLength || decodeFrame(header, bytes) === null) return null;
    this.offset += bytes.length;
    this.tree = { size: header.firstIndex + header.entryCount, rootHash: header.rootHash };
    return bytes;
  }

  /**
   * Reads the next frame, waiting for one that is being written; null when there is none, or a part that a crash left.
   * @throws LedgerDamage when it was changed
   */
  async #nextWhenWritten(file: OpenFile): Promise<Uint8Array | null> {
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      if (await isZeroBetween(file, this.offset, await file.size())) return null;
      const bytes = await this.#next(file);
      if (bytes !== null) return bytes;
      await sleep(writingMs);
    }
    const frames = scanSegment(file, frameBytesMaxOf(defaultSettings));
    for (let next = await frames.next(); !next.done; ) next = await frames.next();
    return null;
  }
}

async function requireZeros(file: OpenFile, offset: number): Promise<void> {
  if (await isZeroBetween(file, offset, await file.size())) return;
  throw new LedgerDamage(file.path, offset, "expected a whole frame or zeros, got changed bytes");
}
