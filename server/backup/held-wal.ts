/**
 * The write-ahead log of a running ledger, held open: a segment that the server removes meanwhile can still be read by
 * whoever has it open, so that nothing need be asked of the server.
 */
import { join } from "node:path";
import type { OpenFile } from "@/server/ledger/files";
import { nodeFiles } from "@/server/ledger/node-files";
import { decodeSnapshot } from "@/server/ledger/wal/snapshot";
import { segmentNumbers, segmentPath, snapshotPath } from "@/server/ledger/wal/wal";

/** A segment, and what is kept beside it. */
export interface HeldSegment {
  readonly number: number;
  readonly file: OpenFile;
  /** What a replay knows before its first frame; null for the very first segment. */
  readonly state: Uint8Array | null;
  /** Entries in the log before its first frame. */
  readonly firstIndex: number;
}

export class HeldWal {
  readonly #dir: string;
  readonly #segments = new Map<number, HeldSegment>();

  /** @param dir the ledger's folder */
  constructor(dir: string) {
    this.#dir = join(dir, "wal");
  }

  /** The segments held, by number, ascending. */
  get segments(): ReadonlyMap<number, HeldSegment> {
    return this.#segments;
  }

  /** Takes hold of the segments that have come since. */
  async hold(): Promise<void> {
    const last = [...this.#segments.keys()].at(-1) ?? -1;
    for (const number of await segmentNumbers(nodeFiles, this.#dir)) {
      if (number > last) await this.#holdOne(number);
    }
  }

  /** Lets go of everything. */
  async release(): Promise<void> {
    for (const { file } of this.#segments.values()) await file.close();
    this.#segments.clear();
  }

  /** A segment goes before its state, so one without a state has gone meanwhile, and is not needed. */
  async #holdOne(number: number): Promise<void> {
    const file = await nodeFiles
      .open(segmentPath(this.#dir, number), "read")
      .catch((error: { code?: string }) => {
        if (error.code === "ENOENT") return null;
        throw error;
      });
    if (file === null) return;
    const path = snapshotPath(this.#dir, number);
    const state = number === 0 ? null : await nodeFiles.read(path);
    if (number > 0 && state === null) return file.close();
    const firstIndex = number === 0 ? 0 : decodeSnapshot(path, state).membership.size;
    this.#segments.set(number, { number, file, state, firstIndex });
  }
}
