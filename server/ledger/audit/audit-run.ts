/** One audit, from the head to the last entry: what is done in order, and who is asked for the rest. */
import { join } from "node:path";
import { equalBytes, fromHex, toHex } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { Frontier } from "@/lib/merkle/frontier";
import { parseCheckpoint } from "@/lib/note/checkpoint";
import { parseNote, verifyNote } from "@/lib/note/note";
import { parseVkey } from "@/lib/note/vkey";
import { tileWidth } from "@/lib/tile/path";
import type { AuditOptions, AuditSummary } from "../audit";
import { frameBytesMaxOf } from "../engine";
import { doneMarkPath, readDoneMark } from "../erasure/done-mark";
import { openSegments } from "../erasure/wal-copy";
import { type Head, readHead } from "../head";
import { lockedBy } from "../lock";
import { nodeFiles } from "../node-files";
import { OpenFiles } from "../open-files";
import { rootByTiles } from "../root-by-tiles";
import { defaultSettings } from "../settings";
import { TileFiles } from "../tile-files";
import { decodeFrameHeader, frameHeaderBytes } from "../wal/frame";
import { decodeSnapshot, type WalSnapshot } from "../wal/snapshot";
import { segmentNumbers, segmentPath, snapshotPath } from "../wal/wal";
import { finalName } from "../witnessing/final-store";
import { BlockFinder } from "./block-finder";
import { auditErasures } from "./erasure-audit";
import { damaged, type Finding, findingOf, unchecked } from "./finding";
import { keysInBundles, keysInSnapshot } from "./known-keys";
import { LogCheck } from "./log-check";
import type { ErasedTree } from "./payload-check";
import { PayloadLookup } from "./payload-lookup";
import { PlainReads } from "./plain-reads";
import { type AuditPool, inlinePool, workerPool } from "./pool";
import { withRemedy } from "./remedy";
import type { ResumePoint } from "./resume";
import type { JudgedEntry } from "./statements-check";
import { inOrder, tileInFull, tileTasks, walReports } from "./task-stream";
import type { AuditTask } from "./tasks";
import type { TileReport, TileTask } from "./tile-check";
import { type PromisedRoot, TreeCheck } from "./tree-check";
import { replayWal } from "./wal-replay";

interface FoundSnapshot {
  readonly path: string;
  readonly snapshot: WalSnapshot;
}

export class AuditRun {
  readonly #options: AuditOptions;
  readonly #suite: CryptoSuite;
  readonly #reads = new PlainReads();
  readonly #erased: ErasedTree[] = [];
  readonly #snapshots = new Map<number, FoundSnapshot>();
  readonly #promised: PromisedRoot[] = [];
  #pool: AuditPool | null = null;
  #log: LogCheck | null = null;
  #tree: TreeCheck | null = null;
  #finder: BlockFinder | null = null;
  #head: Head | null = null;
  #checkpointSize = 0;
  #walFrom = 0;
  #resume: ResumePoint | null = null;
  errors = 0;

  constructor(options: AuditOptions, suite: CryptoSuite) {
    this.#options = options;
    this.#suite = suite;
  }

  summary(): AuditSummary {
    return {
      entries: this.#tree?.size ?? 0,
      since: this.#options.since?.size ?? 0,
      erasedEvents: new Set(this.#erased.map(({ id }) => id)).size,
      checkpointSize: this.#checkpointSize,
      origin: this.#head?.origin ?? "",
      errors: this.errors,
      resume: this.errors === 0 ? this.#resume : null,
    };
  }

  async close(): Promise<void> {
    await this.#pool?.close();
    this.#reads.close();
  }

  async *findings(): AsyncGenerator<Finding> {
    for await (const finding of this.#findings()) yield withRemedy(finding, { walFrom: this.#walFrom });
  }

  async *#findings(): AsyncGenerator<Finding> {
    const { dir, since } = this.#options;
    const pid = await lockedBy(dir);
    let head: Head;
    try {
      ({ head } = await readHead(nodeFiles, dir));
      this.#head = head;
    } catch (error) {
      yield findingOf(error, dir);
      yield unchecked(dir, "without a head nothing else can be judged: restore it and audit again");
      return;
    }
    if (pid !== null) {
      yield unchecked(dir, `in use by process ${pid}: entries from ${head.size} on are not checked`);
    }
    yield* this.#checkpoint(head);
    yield* this.#final(head, pid !== null);
    if (since !== undefined) {
      const fault = await this.#sinceFault(head, since);
      if (fault !== null) return yield fault;
    }
    yield* this.#entries(head, pid === null ? null : head.size);
  }

  async *#entries(head: Head, liveSize: number | null): AsyncGenerator<Finding> {
    const { since, knownRoots = [] } = this.#options;
    yield* this.#readSnapshots();
    const pool = this.#makePool(head);
    this.#pool = pool;
    const tree = this.#makeTree([...this.#promised, ...knownRoots]);
    this.#tree = tree;
    if (head.admission === "membership") {
      this.#log = new LogCheck(this.#suite, {
        start: since?.state ?? null,
        onKeys: (keys) => pool.learn(keys),
      });
      pool.learn(this.#knownKeys(head));
    }
    const numbers = await segmentNumbers(nodeFiles, join(this.#options.dir, "wal"));
    this.#walFrom = this.#firstOf(numbers) ?? head.size;
    yield* this.#tiles(head, pool, tree);
    this.#resume = this.#resumePoint(head, tree);
    const isWhole = yield* this.#wal(head, { pool, tree, numbers, liveSize });
    this.#options.onProgress?.({ stage: "rest", checked: tree.size, total: Math.max(head.size, tree.size) });
    yield* tree.finish(!isWhole);
    yield* this.#erasures(head);
    yield* this.#finish(head);
  }

  /** Whatever is in full tiles: checked by the pool, put in order here. */
  async *#tiles(head: Head, pool: AuditPool, tree: TreeCheck): AsyncGenerator<Finding> {
    const { dir, since, onProgress } = this.#options;
    const [first, end] = [(since?.size ?? 0) / tileWidth, head.tiled / tileWidth];
    const payloadDir = join(dir, "payload");
    const names = await nodeFiles.list(payloadDir);
    const finder = new BlockFinder(this.#reads, { dir: payloadDir, names, count: end });
    this.#finder = finder;
    for await (const report of inOrder(
      pool,
      tileTasks({ first, end, finder, wants: (n) => this.#wants(n) }),
    )) {
      if (report.kind !== "tiles") continue;
      for (const tile of report.tiles) {
        yield* finder.findings.splice(0);
        yield* this.#tile(pool, tree, tile);
        onProgress?.({ stage: "tiles", checked: tree.size, total: head.size });
      }
    }
    yield* finder.finish();
  }

  /** Goes on by a tile: tree, then statements. */
  async *#tile(pool: AuditPool, tree: TreeCheck, report: TileReport): AsyncGenerator<Finding> {
    const log = this.#log;
    const { statements } = report;
    if (statements?.kind === "ordinary" && log !== null) {
      yield* this.#compareSnapshot(log.size);
      if (!log.checkOrdinary(statements)) {
        yield* this.#tile(pool, tree, await tileInFull(pool, report));
        return;
      }
    }
    yield* report.findings;
    this.#erased.push(...report.erased);
    tree.suspect(report.suspects);
    tree.append(report.fromEntries, report.fromTile, report.fromEntries.length === 32 ? 8 : 0);
    if (statements?.kind === "each" && log !== null) yield* this.#each(log, tree, statements.entries);
    yield* tree.completed();
  }

  async *#each(
    log: LogCheck,
    tree: TreeCheck,
    entries: readonly (JudgedEntry | null)[],
  ): AsyncGenerator<Finding> {
    for (const entry of entries) {
      yield* this.#compareSnapshot(log.size);
      // An entry that its tile contradicts is reported as such, once.
      const isSuspect = tree.isSuspect(log.size);
      if (entry === null) log.skip();
      else yield* (await log.check(entry)).filter(() => !isSuspect);
    }
  }

  async *#wal(
    head: Head,
    parts: { pool: AuditPool; tree: TreeCheck; numbers: number[]; liveSize: number | null },
  ): AsyncGenerator<Finding, boolean> {
    const { pool, tree, numbers, liveSize } = parts;
    const walDir = join(this.#options.dir, "wal");
    const frameBytesMax = frameBytesMaxOf(defaultSettings);
    const tasks = numbers.map(
      (segment): AuditTask => ({
        kind: "segment",
        task: { segment, tiled: head.tiled, liveSize, frameBytesMax },
      }),
    );
    const replayed = {
      walDir,
      tree,
      log: this.#log,
      tiled: head.tiled,
      clean: head.clean,
      liveSize,
      beforeEntry: (index: number) => this.#compareSnapshot(index),
      erased: this.#erased,
    };
    return yield* replayWal(replayed, numbers, walReports(pool, tasks));
  }

  /** The records against the files. A running server may be in the middle of one, so what it has begun is not judged. */
  async *#erasures({ tiled }: Head): AsyncGenerator<Finding> {
    const { dir } = this.#options;
    try {
      await readDoneMark(nodeFiles, dir);
    } catch (error) {
      yield findingOf(error, doneMarkPath(dir));
    }
    if (this.#finder === null || this.#log === null || this.#log.erasures.length === 0) return;
    const files = new OpenFiles(nodeFiles);
    try {
      const parts = {
        wal: await openSegments(files, join(dir, "wal")),
        tiles: new TileFiles(files, dir),
        payload: new PayloadLookup({ dir, reads: this.#reads, suite: this.#suite }, this.#finder),
        tiled,
      };
      yield* auditErasures(parts, this.#log.erasures);
    } finally {
      await files.closeAll();
    }
  }

  /** The last signed checkpoint: its signature now, its root when the replay gets there. */
  async *#checkpoint(head: Head): AsyncGenerator<Finding> {
    const where = join(this.#options.dir, "head.a");
    this.#promised.push({ size: head.size, rootHash: fromHex(head.root), where });
    if (head.checkpoint !== "") yield* this.#note(head, head.checkpoint, `${where} (checkpoint)`);
  }

  /** The checkpoint that was final: of a running log it may be of a tree larger than the head that was read. */
  async *#final(head: Head, isRunning: boolean): AsyncGenerator<Finding> {
    const where = join(this.#options.dir, finalName);
    const bytes = await nodeFiles.read(where);
    if (bytes === null) return;
    const text = new TextDecoder().decode(bytes);
    const size = Number(text.split("\n", 2)[1]);
    if (isRunning && size > head.size) return;
    yield* this.#note(head, text, where);
  }

  async *#note(head: Head, text: string, where: string): AsyncGenerator<Finding> {
    try {
      const note = parseNote(text);
      await verifyNote(this.#suite, note, [parseVkey(this.#options.vkey ?? head.vkey)]);
      const { origin, size, rootHash } = parseCheckpoint(note.text);
      if (origin !== head.origin) {
        yield { severity: "error", where, message: `origin: expected ${head.origin}, got ${origin}` };
      }
      this.#checkpointSize = Math.max(this.#checkpointSize, size);
      this.#promised.push({ size, rootHash, where });
    } catch (error) {
      yield findingOf(error, where);
    }
  }

  /** What keeps this log from being the one that an earlier audit has seen. */
  async #sinceFault(head: Head, since: ResumePoint): Promise<Finding | null> {
    const where = `--since ${since.size}`;
    if (since.origin !== head.origin || since.vkey !== head.vkey || since.size > head.tiled) {
      const message = `expected the log ${since.vkey} with at least ${since.size} entries in tiles, got ${head.vkey} with ${head.tiled}`;
      return { severity: "error", where, message };
    }
    try {
      const tiles = new TileFiles(nodeFiles, this.#options.dir);
      const { tiled } = head;
      const root = await rootByTiles(this.#suite.sha256, tiles, { size: since.size, tiled });
      if (equalBytes(root, since.rootHash)) return null;
      const message = `expected root ${toHex(since.rootHash)}, as audited then, got ${toHex(root)} by the tiles of today`;
      return { severity: "error", where, message };
    } catch (error) {
      return findingOf(error, where);
    }
  }

  async *#readSnapshots(): AsyncGenerator<Finding> {
    const walDir = join(this.#options.dir, "wal");
    // The state of a segment that is gone is left over from its removal.
    for (const number of await segmentNumbers(nodeFiles, walDir)) {
      if (number === 0) continue;
      const path = snapshotPath(walDir, number);
      try {
        const snapshot = decodeSnapshot(path, await nodeFiles.read(path));
        this.#snapshots.set(snapshot.membership.size, { path, snapshot });
      } catch (error) {
        // A running server may have removed it with its segment.
        if ((await segmentNumbers(nodeFiles, walDir)).includes(number)) yield findingOf(error, path);
      }
    }
  }

  *#compareSnapshot(index: number): Generator<Finding> {
    const found = this.#snapshots.get(index);
    if (found === undefined || this.#log === null || this.#log.equals(found.snapshot)) return;
    yield damaged(found.path, 0, `expected the state after ${index} entries, got another`);
  }

  *#finish(head: Head): Generator<Finding> {
    if (this.#log === null) return;
    const since = this.#options.since?.size ?? 0;
    const said = new Set(this.#log.erasures.map(({ id }) => id));
    for (const { id, path, offset } of this.#erased) {
      // Of an event before, the entry that says so may be before as well.
      if (said.has(id) || Number.parseInt(id, 10) < since) continue;
      const expected = "expected its secret, got zeros, and no entry says that it was erased";
      yield damaged(path, offset, `event ${id}: ${expected}`);
    }
    const vkey = this.#options.vkey ?? head.vkey;
    if (this.#log.vkey !== vkey || head.vkey !== vkey) {
      const message = `vkey: expected ${vkey} in head and founding, got ${head.vkey} and ${this.#log.vkey}`;
      yield { severity: "error", where: "entry 0", message };
    }
  }

  #makePool({ admission }: Head): AuditPool {
    const { dir, threads = 0 } = this.#options;
    const scope = { dir, admission };
    return threads === 0 ? inlinePool(scope, this.#suite) : workerPool(scope, threads);
  }

  #makeTree(promised: readonly PromisedRoot[]): TreeCheck {
    const { dir, since } = this.#options;
    const { sha256 } = this.#suite;
    const tiles = new TileFiles(nodeFiles, dir);
    const tree = new TreeCheck({ reads: this.#reads, tiles, start: since?.edge ?? new Frontier(sha256) });
    for (const root of promised) tree.promise(root);
    return tree;
  }

  #knownKeys(head: Head) {
    const snapshots = [...this.#snapshots.values()].map(({ snapshot }) => snapshot);
    const newest = snapshots.at(-1) ?? this.#options.since?.state;
    if (newest !== undefined) return keysInSnapshot(newest);
    return keysInBundles(this.#reads, this.#options.dir, head.tiled / tileWidth);
  }

  /** What is asked of tile `n`: each leaf where a root was promised inside it, each statement where a snapshot was made. */
  #wants(n: number): Pick<TileTask, "wantsLeaves" | "wantsEach"> {
    const isInside = (size: number) => size > n * tileWidth && size < (n + 1) * tileWidth;
    const roots = [...this.#promised, ...(this.#options.knownRoots ?? [])];
    return {
      wantsLeaves: roots.some(({ size }) => isInside(size)),
      wantsEach: [...this.#snapshots.keys()].some(isInside),
    };
  }

  /** The first entry in the WAL; undefined when there is none, or its header does not hold. */
  #firstOf([number]: readonly number[]): number | undefined {
    if (number === undefined) return undefined;
    const path = segmentPath(join(this.#options.dir, "wal"), number);
    try {
      return decodeFrameHeader(this.#reads.part(path, frameHeaderBytes, 0))?.firstIndex;
    } catch {
      return undefined;
    }
  }

  #resumePoint({ origin, vkey }: Head, tree: TreeCheck): ResumePoint | null {
    if (this.#log === null || tree.size === 0) return null;
    const edge = tree.edge();
    const state = this.#log.snapshot();
    return { origin, vkey, size: tree.size, rootHash: edge.root(), edge, state, atMs: Date.now() };
  }
}
