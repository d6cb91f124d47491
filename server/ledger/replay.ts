/**
 * Start-up: reads the WAL through the same code that wrote it, from the state kept beside its oldest segment, and
 * compares what comes out with what the log last said of itself. On any contradiction the ledger does not run.
 */
import { equalBytes, fromHex, toHex } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { openSealed } from "@/lib/fields/seal";
import { parseCheckpoint } from "@/lib/note/checkpoint";
import { parseNote, verifyNote } from "@/lib/note/note";
import { parseVkey } from "@/lib/note/vkey";
import { LedgerDamage } from "./damage";
import { Edge } from "./edge";
import { erasureIn } from "./erasure/found-erasure";
import type { Files, OpenFile } from "./files";
import type { Head } from "./head";
import type { LogTree, PublishedCheckpoint, TreeHead } from "./ledger";
import { LogState } from "./log-state";
import { rootByTiles } from "./root-by-tiles";
import type { TileFiles } from "./tile-files";
import type { EntrySpan } from "./wal/frame";
import { secretBytes } from "./wal/frame";
import { isZeroBetween, type ScannedFrame, type SegmentEnd, scanSegment } from "./wal/scan";
import { decodeSnapshot, type WalSnapshot } from "./wal/snapshot";
import { segmentNumbers, segmentPath, snapshotPath, type WalPlace } from "./wal/wal";

/** An entry as replayed, with where the WAL has it. */
export interface ReplayedEntry {
  readonly statement: Uint8Array;
  readonly leafHash: Uint8Array;
  readonly recordTimeMs: number;
  readonly trees: readonly LogTree[];
  readonly frame: WalPlace;
  readonly span: EntrySpan;
}

export interface ReplayOptions {
  readonly suite: CryptoSuite;
  readonly files: Files;
  readonly walDir: string;
  readonly head: Head;
  /** For messages about the head. */
  readonly headPath: string;
  readonly tiles: TileFiles;
  readonly frameBytesMax: number;
  readonly mode: "read" | "update";
  /** Receives every entry, in order. */
  readonly onEntry: (leafIndex: number, entry: ReplayedEntry) => void;
}

export interface Replayed {
  readonly state: LogState;
  readonly published: PublishedCheckpoint;
  readonly segments: Map<number, OpenFile>;
  /** Segments before the last: the log's size where each ended. */
  readonly segmentEnds: Map<number, number>;
  readonly end: WalPlace;
  /** Bytes after `end` that a write left which a crash cut off; 0 when there are none. */
  readonly tornBytes: number;
  /** Where the last whole frame begins; null when the last segment has none. */
  readonly lastFrame: { readonly offset: number; readonly length: number } | null;
}

/**
 * Replays the WAL.
 * @throws LedgerDamage naming file and offset when stored bytes were changed, are missing, or contradict the head;
 * the errors of `verifyNote` when the checkpoint is not the log's
 */
export async function replay(options: ReplayOptions): Promise<Replayed> {
  const { files, walDir, suite, tiles, mode, head } = options;
  const published = await readCheckpoint(options);
  const numbers = await segmentNumbers(files, walDir);
  const first = requireConsecutive(numbers, walDir, head);
  const snapshots = await readSnapshots(files, walDir, numbers);
  const snapshot = snapshots.get(first) ?? null;
  if ((snapshot?.membership.size ?? 0) > head.tiled) {
    const found = `expected the WAL segment with entry ${head.tiled}, got none`;
    throw new LedgerDamage(segmentPath(walDir, first - 1), 0, found);
  }
  // The tiles already have the tree up to there; the WAL tells the rest, and who may append.
  const edge = await Edge.load(suite.sha256, tiles, Math.max(snapshot?.membership.size ?? 0, head.tiled));
  const run = new ReplayRun(
    options,
    new LogState(suite, { edge, admission: head.admission, snapshot }),
    published,
  );
  await run.requireInTiles(tiles, edge.size);
  const segments = new Map<number, OpenFile>();
  for (const number of numbers) {
    const file = await files.open(segmentPath(walDir, number), mode);
    segments.set(number, file);
    await run.readSegment(number, file, number === numbers.at(-1));
  }
  await run.requireHead();
  return { ...run.result(), segments, published };
}

/** Reads and verifies the last signed checkpoint of a head. */
async function readCheckpoint({ suite, head }: ReplayOptions): Promise<PublishedCheckpoint> {
  if (head.checkpoint === "") return { size: 0, rootHash: suite.sha256(new Uint8Array()), note: "" };
  const note = parseNote(head.checkpoint);
  await verifyNote(suite, note, [parseVkey(head.vkey)]);
  const { size, rootHash } = parseCheckpoint(note.text);
  return { size, rootHash, note: head.checkpoint };
}

/**
 * Reads what is kept beside every segment, also where only a later start needs it: that start must not find out that
 * it is gone.
 */
async function readSnapshots(
  files: Files,
  walDir: string,
  numbers: readonly number[],
): Promise<Map<number, WalSnapshot>> {
  const snapshots = new Map<number, WalSnapshot>();
  for (const number of numbers) {
    const path = snapshotPath(walDir, number);
    if (number > 0) snapshots.set(number, decodeSnapshot(path, await files.read(path)));
  }
  return snapshots;
}

function requireConsecutive(numbers: readonly number[], dir: string, { clean }: Head): number {
  if (clean !== null && !numbers.includes(clean.segment)) {
    throw new LedgerDamage(segmentPath(dir, clean.segment), 0, "expected the last WAL segment, got none");
  }
  const [first] = numbers;
  const isGapless = numbers.every((number, i) => number === (first ?? 0) + i);
  if (first === undefined || !isGapless) {
    throw new LedgerDamage(
      dir,
      0,
      `expected WAL segments without a gap, got ${numbers.join(", ") || "none"}`,
    );
  }
  return first;
}

const nothing = { statement: new Uint8Array(), trees: [] };

class ReplayRun {
  readonly #options: ReplayOptions;
  readonly #state: LogState;
  /** What the log said of itself at some sizes: checked when the replay gets there. */
  readonly #promised: (TreeHead & { what: string })[];
  readonly #published: PublishedCheckpoint;
  readonly #segmentEnds = new Map<number, number>();
  #end: WalPlace = { segment: 0, offset: 0 };
  #file: OpenFile | null = null;
  #tornBytes = 0;
  #lastFrame: { offset: number; length: number } | null = null;
  #epoch = 0;
  /** Events whose secret does not open their seal: damage, unless an erasure was cut off in the middle of it. */
  readonly #unopened = new Map<string, LedgerDamage>();
  readonly #erased = new Set<string>();

  constructor(options: ReplayOptions, state: LogState, published: PublishedCheckpoint) {
    this.#options = options;
    this.#state = state;
    this.#published = published;
    const { size, root } = options.head;
    this.#promised = [
      { ...published, what: "the last signed checkpoint" },
      { size, rootHash: fromHex(root), what: "the head" },
    ];
    this.#requirePromised(options.headPath, 0);
  }

  /** Compares what the log said of itself at sizes that its tiles are beyond. */
  async requireInTiles(tiles: TileFiles, tiled: number): Promise<void> {
    for (const promise of this.#promised.filter(({ size }) => size < tiled)) {
      const root = await rootByTiles(this.#options.suite.sha256, tiles, { size: promise.size, tiled });
      this.#requireRoot(promise, root, { path: this.#options.headPath, offset: 0 });
    }
  }

  async readSegment(number: number, file: OpenFile, isLast: boolean): Promise<void> {
    this.#lastFrame = null;
    const frames = scanSegment(file, this.#options.frameBytesMax);
    let next = await frames.next();
    for (; !next.done; next = await frames.next()) await this.#readFrame(number, file, next.value);
    await this.#endSegment(number, file, { end: next.value, isLast });
  }

  /**
   * Checks what can only be checked at the end: secrets that do not open were being erased, nothing signed is missing,
   * and a clean end is where it was.
   */
  async requireHead(): Promise<void> {
    const { head, headPath } = this.#options;
    for (const [id, damage] of this.#unopened) if (!this.#erased.has(id)) throw damage;
    const missing = this.#promised.find(({ size }) => size > this.#state.size);
    const path = this.#file?.path ?? "wal";
    if (missing !== undefined) {
      const found = `expected ${missing.size} entries as in ${missing.what} (${headPath}), got ${this.#state.size}`;
      throw new LedgerDamage(path, this.#end.offset, found);
    }
    if (this.#promised.length > 0) {
      throw new LedgerDamage(headPath, 0, "expected the signed size at the end of a batch, got one inside");
    }
    if (head.tiled > this.#state.size)
      throw new LedgerDamage(headPath, 0, "expected no more tiles than entries");
    if (head.clean !== null) await this.#requireCleanEnd(head.clean, path);
  }

  result(): Omit<Replayed, "segments" | "published"> {
    return {
      state: this.#state,
      segmentEnds: this.#segmentEnds,
      end: this.#end,
      tornBytes: this.#tornBytes,
      lastFrame: this.#lastFrame,
    };
  }

  /** After a clean shutdown nothing can be torn, and the WAL ends exactly where the head says. */
  async #requireCleanEnd(clean: WalPlace, path: string): Promise<void> {
    const { segment, offset } = this.#end;
    if (segment === clean.segment && offset === clean.offset && this.#tornBytes === 0) return;
    const found = `expected the WAL of a clean shutdown to end at ${clean.segment}:${clean.offset}, got ${segment}:${offset}`;
    throw new LedgerDamage(path, offset, this.#tornBytes === 0 ? found : `${found} and bytes after it`);
  }

  async #endSegment(
    number: number,
    file: OpenFile,
    { end, isLast }: { end: SegmentEnd; isLast: boolean },
  ): Promise<void> {
    this.#file = file;
    this.#end = { segment: number, offset: end.offset };
    if (isLast) {
      this.#tornBytes = end.tornBytes;
      return;
    }
    this.#segmentEnds.set(number, this.#state.size);
    if (end.tornBytes > 0 || !(await isZeroBetween(file, end.offset, await file.size()))) {
      throw new LedgerDamage(
        file.path,
        end.offset,
        "expected whole frames in a finished segment, got a part",
      );
    }
  }

  async #readFrame(segment: number, file: OpenFile, { offset, length, frame }: ScannedFrame): Promise<void> {
    const state = this.#state;
    const isNext = frame.firstIndex === state.size && frame.firstTree === state.treeCount;
    const isLater = frame.recordTimeMs >= state.recordTimeMs && frame.epoch >= this.#epoch;
    if (frame.firstIndex > state.size && offset === 0 && this.#file !== null) {
      const missing = `expected entries ${state.size} to ${frame.firstIndex - 1}, got the end of the segment`;
      throw new LedgerDamage(this.#file.path, this.#end.offset, missing);
    }
    if (!isNext || !isLater) {
      const expected = `expected the frame of entry ${state.size} and tree ${state.treeCount}`;
      throw new LedgerDamage(
        file.path,
        offset,
        `${expected}, got of ${frame.firstIndex} and ${frame.firstTree}`,
      );
    }
    this.#requireSecrets(file.path, offset, frame);
    this.#epoch = frame.epoch;
    state.beginBatch(frame.recordTimeMs);
    for (const [i, { statement, trees }] of frame.entries.entries()) {
      await this.#admit(statement, trees, { path: file.path, offset });
      this.#noteErasure(statement, frame.firstIndex + i);
    }
    const leafHashes = state.endBatch();
    const isNewFrom = frame.entries.length - leafHashes.length;
    for (const [at, leafHash] of leafHashes.entries()) {
      const i = isNewFrom + at;
      const { statement, trees } = frame.entries[i] ?? nothing;
      const span = frame.spans[i] ?? { treesOffset: 0, treesLength: 0, secretsOffset: 0 };
      const { recordTimeMs } = frame;
      this.#options.onEntry(frame.firstIndex + i, {
        statement,
        leafHash,
        recordTimeMs,
        trees,
        frame: { segment, offset },
        span,
      });
    }
    const isInTiles = state.size < state.edge.size;
    if (!isInTiles && !equalBytes(state.edge.root(), frame.rootHash)) {
      throw new LedgerDamage(file.path, offset, "expected the root hash written with the batch, got another");
    }
    this.#requirePromised(file.path, offset);
    this.#lastFrame = { offset, length };
  }

  async #admit(
    bytes: Uint8Array,
    trees: readonly LogTree[],
    at: { path: string; offset: number },
  ): Promise<void> {
    const index = this.#state.size;
    try {
      // Under the checkpoint the log's own signature vouches for every byte; its root is compared when we get there.
      const isTrusted = index < this.#published.size;
      await this.#state.readmit(bytes, trees, isTrusted);
    } catch (error) {
      throw new LedgerDamage(at.path, at.offset, `entry ${index}: ${messageOf(error)}`);
    }
  }

  #noteErasure(statement: Uint8Array, leafIndex: number): void {
    if (this.#state.admission === "none") return;
    const found = erasureIn(statement, leafIndex);
    if (found !== null) this.#erased.add(found.record.event);
  }

  /** Compares the root with what the log said of itself at this size. */
  #requirePromised(path: string, offset: number): void {
    const { edge } = this.#state;
    if (edge.size !== this.#state.size) return;
    for (const promise of this.#promised.filter(({ size }) => size === edge.size)) {
      const root = edge.root();
      this.#requireRoot(promise, root, { path, offset });
    }
  }

  #requireRoot(
    promise: TreeHead & { what: string },
    root: Uint8Array,
    { path, offset }: { path: string; offset: number },
  ): void {
    if (!equalBytes(root, promise.rootHash)) {
      const found = `expected root ${toHex(promise.rootHash)} of ${promise.what}, got ${toHex(root)}`;
      throw new LedgerDamage(path, offset, found);
    }
    this.#promised.splice(this.#promised.indexOf(promise), 1);
  }

  /** Secrets have no CRC once one of them is erased: each that is left must open its seal. */
  #requireSecrets(path: string, offset: number, frame: ScannedFrame["frame"]): void {
    if (frame.areSecretsAsWritten) return;
    for (const [i, { trees }] of frame.entries.entries()) {
      for (const [ordinal, tree] of trees.entries()) {
        if (opens(this.#options.suite, tree)) continue;
        const at = offset + (frame.spans[i]?.secretsOffset ?? 0) + ordinal * secretBytes;
        const id = `${frame.firstIndex + i}.${ordinal}`;
        const found = `expected the secret of event ${id} to open its seal, it does not`;
        this.#unopened.set(id, new LedgerDamage(path, at, found));
      }
    }
  }
}

/** Tells whether a tree's secret opens its seal; an erased one has nothing to open. */
export function opens(suite: CryptoSuite, { sealed, secret }: LogTree): boolean {
  if (sealed === null || secret === null) return true;
  try {
    openSealed(suite, sealed, secret);
    return true;
  } catch {
    return false;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
