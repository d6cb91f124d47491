/**
 * The write-ahead log: the only files on the commit path. Segments are zero-filled and synced before use, so that
 * a commit overwrites blocks the file system already has, and one fdatasync writes no metadata.
 */
import { join } from "node:path";
import { DomainError, invariant } from "@/lib/errors";
import type { Files, OpenFile } from "../files";
import { isDiskFull, writeAll, writeFileWhole } from "../files";
import { frameAlignment } from "./frame";

/** A place in the WAL. */
export interface WalPlace {
  readonly segment: number;
  readonly offset: number;
}

export interface WalOptions {
  readonly files: Files;
  /** The WAL's own folder. */
  readonly dir: string;
  /** Bytes of a segment; a larger batch gets a larger segment. */
  readonly segmentBytes: number;
  /** Ends the process: called when a write or a sync on the commit path fails. */
  readonly fatal: (error: unknown) => never;
  readonly onNotice: (line: string) => void;
}

const zeroChunk = new Uint8Array(1 << 20);
/** After a full disk the next attempt waits this long: filling a segment with zeros only to fail is not free. */
const retryAfterMs = 1000;

export class Wal {
  readonly #options: WalOptions;
  /** Open segments by number; the last one is written to. */
  readonly #segments: Map<number, OpenFile>;
  #end: WalPlace;
  #activeBytes: number;
  /** The next segment, being zero-filled or ready. */
  #spare: Promise<Spare> | null = null;
  #fullSince: number | null = null;
  /** The append under way. */
  #appending: Promise<unknown> = Promise.resolve();

  constructor(options: WalOptions, segments: Map<number, OpenFile>, end: WalPlace, activeBytes: number) {
    this.#options = options;
    this.#segments = segments;
    this.#end = end;
    this.#activeBytes = activeBytes;
  }

  /** Where the next frame goes, after the one that is being written. */
  get end(): WalPlace {
    return this.#end;
  }

  /** Lists the segments there are, oldest first. */
  get numbers(): number[] {
    return [...this.#segments.keys()];
  }

  /**
   * Makes sure that a frame of so many bytes can be written, going on to the next segment when it must.
   * @param snapshot what a replay has to know before the first frame of a new segment
   * @throws DomainError `unavailable` when the disk is full: nothing has changed, and a later call may succeed
   */
  async ensureRoom(frameBytes: number, snapshot: () => Uint8Array): Promise<void> {
    if (this.#end.offset + frameBytes <= this.#activeBytes) return;
    this.#refuseWhileFull();
    try {
      await this.#roll(frameBytes, snapshot());
      this.#fullSince = null;
    } catch (error) {
      this.#spare = null;
      if (!isDiskFull(error)) this.#options.fatal(error);
      if (this.#fullSince === null)
        this.#options.onNotice("the disk is full: captures are refused, reads go on");
      this.#fullSince = Date.now();
      throw diskFull(error);
    }
  }

  /**
   * Writes one frame and makes it durable: the commit point. One write, one fdatasync; either failing ends the
   * process. A crash before the sync returns leaves the frame whole, cut off or absent, and nobody was told of it.
   */
  append(frame: Uint8Array): Promise<WalPlace> {
    const appending = this.#append(frame);
    this.#appending = appending;
    return appending;
  }

  async #append(frame: Uint8Array): Promise<WalPlace> {
    const place = this.#end;
    const file = this.#active();
    invariant(place.offset + frame.length <= this.#activeBytes, "a frame fits its segment");
    // At once: the room of the next batch is seen to while this one is written.
    this.#end = { segment: place.segment, offset: place.offset + frame.length };
    try {
      await writeAll(file, frame, place.offset);
      await file.datasync();
    } catch (error) {
      this.#options.fatal(error);
    }
    // Half full: time to prepare the next one, beside the commits.
    if (this.#end.offset > this.#activeBytes / 2) this.#prepare(this.#options.segmentBytes);
    return place;
  }

  /** Reads bytes of a segment that is still there. */
  async read(place: WalPlace, length: number): Promise<Uint8Array> {
    const file = this.#segments.get(place.segment);
    invariant(file !== undefined, `WAL segment ${place.segment} is there`);
    return file.read(length, place.offset);
  }

  /** Returns an open segment. */
  segment(number: number): OpenFile {
    const file = this.#segments.get(number);
    invariant(file !== undefined, `WAL segment ${number} is there`);
    return file;
  }

  /** Removes a segment whose entries are safe elsewhere, never the last. */
  async drop(number: number): Promise<void> {
    invariant(number < this.#end.segment, "the last segment stays");
    const { files, dir } = this.#options;
    await this.#segments.get(number)?.close();
    this.#segments.delete(number);
    await files.remove(segmentPath(dir, number));
    await files.remove(snapshotPath(dir, number));
    await files.syncFolder(dir);
  }

  /** Waits for a segment that is being prepared, so that nothing writes any more. */
  async close(): Promise<void> {
    await this.#spare?.catch(() => undefined);
  }

  #active(): OpenFile {
    return this.segment(this.#end.segment);
  }

  #refuseWhileFull(): void {
    const isRecent = this.#fullSince !== null && Date.now() - this.#fullSince < retryAfterMs;
    if (isRecent) throw diskFull(undefined);
  }

  #prepare(bytes: number): void {
    if (this.#spare !== null) return;
    this.#spare = fillSpare(this.#options, bytes);
    // Reported when the segment is needed; until then a full disk harms nobody.
    this.#spare.catch(() => undefined);
  }

  /**
   * Snapshot, then name: a segment that has its name has its snapshot. The last frame of the segment before is on the
   * disk by then: only in the last segment may a start find a frame cut off, and write the last one once more.
   */
  async #roll(frameBytes: number, snapshot: Uint8Array): Promise<void> {
    const { files, dir, segmentBytes } = this.#options;
    this.#prepare(Math.max(segmentBytes, frameBytes));
    let spare = await this.#spare;
    if (spare !== null && spare.bytes < frameBytes) {
      await spare.file.close();
      spare = await fillSpare(this.#options, frameBytes);
      this.#spare = Promise.resolve(spare);
    }
    invariant(spare !== null, "a segment was prepared");
    await this.#appending;
    const number = this.#end.segment + 1;
    await writeFileWhole(files, snapshotPath(dir, number), snapshot);
    await files.rename(sparePath(dir), segmentPath(dir, number));
    await files.syncFolder(dir);
    await spare.file.close();
    this.#segments.set(number, await files.open(segmentPath(dir, number), "update"));
    this.#end = { segment: number, offset: 0 };
    this.#activeBytes = spare.bytes;
    this.#spare = null;
  }
}

interface Spare {
  readonly file: OpenFile;
  readonly bytes: number;
}

/** Writes real zeros, not a hole: a hole would make each commit allocate blocks, and could meet a full disk there. */
async function fillSpare({ files, dir }: WalOptions, bytes: number): Promise<Spare> {
  const size = Math.ceil(bytes / frameAlignment) * frameAlignment;
  const file = await files.open(sparePath(dir), "update");
  try {
    await file.truncate(0);
    for (let offset = 0; offset < size; offset += zeroChunk.length) {
      await writeAll(file, zeroChunk.subarray(0, Math.min(zeroChunk.length, size - offset)), offset);
    }
    await file.datasync();
    return { file, bytes: size };
  } catch (error) {
    await file.close();
    await files.remove(sparePath(dir));
    throw error;
  }
}

/** Makes the first segment of a new log. A crash leaves a spare, which the next attempt replaces. */
export async function createFirstSegment(options: WalOptions): Promise<void> {
  const { files, dir } = options;
  await files.makeFolder(dir);
  const spare = await fillSpare(options, options.segmentBytes);
  await spare.file.close();
  await files.rename(sparePath(dir), segmentPath(dir, 0));
  await files.syncFolder(dir);
}

/** Lists the numbers of the segments in a WAL folder, ascending. */
export async function segmentNumbers(files: Files, dir: string): Promise<number[]> {
  const names = (await files.list(dir)).filter((name) => /^\d{8}\.seg$/.test(name));
  return names.map((name) => Number(name.slice(0, 8)));
}

/** `NNNNNNNN.seg`: frames. */
export function segmentPath(dir: string, number: number): string {
  return join(dir, `${String(number).padStart(8, "0")}.seg`);
}

/** `NNNNNNNN.state`: what a replay knows before the segment's first frame. */
export function snapshotPath(dir: string, number: number): string {
  return join(dir, `${String(number).padStart(8, "0")}.state`);
}

function sparePath(dir: string): string {
  return join(dir, "spare");
}

function diskFull(cause: unknown): DomainError {
  return new DomainError("unavailable", "disk: expected room for new entries, got a full disk; reads go on", {
    cause,
  });
}
