/**
 * The audit: reads every file of a ledger again, trusting none, with nothing in memory from a running ledger. It
 * writes nothing and needs no server; while one runs it checks what was signed before the audit began.
 */
import { join } from "node:path";
import { fromHex } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { parseCheckpoint } from "@/lib/note/checkpoint";
import { parseNote, verifyNote } from "@/lib/note/note";
import { parseVkey } from "@/lib/note/vkey";
import { tileWidth } from "@/lib/tile/path";
import { nodeSuite } from "@/server/crypto/node-suite";
import { auditTile } from "./audit/archive-audit";
import { auditErasures, type ErasureAuditParts } from "./audit/erasure-audit";
import { damaged, type Finding, findingOf, unchecked } from "./audit/finding";
import { LogCheck } from "./audit/log-check";
import { type ErasedTree, PayloadAudit } from "./audit/payload-audit";
import { type PromisedRoot, TreeCheck } from "./audit/tree-check";
import { auditWal } from "./audit/wal-audit";
import { frameBytesMaxOf } from "./engine";
import { doneMarkPath, readDoneMark } from "./erasure/done-mark";
import { openSegments } from "./erasure/wal-copy";
import type { Files } from "./files";
import { type Head, readHead } from "./head";
import { lockedBy } from "./lock";
import { nodeFiles } from "./node-files";
import { OpenFiles } from "./open-files";
import { defaultSettings } from "./settings";
import { TileFiles } from "./tile-files";
import { decodeSnapshot, type WalSnapshot } from "./wal/snapshot";
import { segmentNumbers, snapshotPath } from "./wal/wal";

export type { Finding };

export interface AuditOptions {
  /** The ledger's own folder, `<data>/ledger`. */
  readonly dir: string;
  /** The log's key as pinned elsewhere; without it the one in the head is believed, and compared with the founding. */
  readonly vkey?: string;
  readonly suite?: CryptoSuite;
  readonly files?: Files;
  /** Told of every 256 entries checked. */
  readonly onProgress?: (progress: { checked: number; total: number }) => void;
}

export interface AuditSummary {
  readonly entries: number;
  readonly erasedEvents: number;
  /** Size of the last signed checkpoint; 0 when there is none or it does not verify. */
  readonly checkpointSize: number;
  readonly origin: string;
  readonly errors: number;
}

/** Audits a ledger: yields what it finds and returns what it has seen. No finding of severity `error`: all is well. */
export async function* auditLedger(options: AuditOptions): AsyncGenerator<Finding, AuditSummary> {
  const files = new OpenFiles(options.files ?? nodeFiles);
  const run = new AuditRun(options, files);
  try {
    for await (const finding of run.findings()) {
      if (finding.severity === "error") run.errors++;
      yield finding;
    }
    return run.summary();
  } finally {
    await files.closeAll();
  }
}

class AuditRun {
  readonly #options: AuditOptions;
  readonly #suite: CryptoSuite;
  readonly #files: Files;
  readonly #log: LogCheck;
  #head: Head | null = null;
  #checkpointSize = 0;
  #erasedEvents = 0;
  /** Events whose secret is overwritten in the WAL. */
  readonly #erased: ErasedTree[] = [];
  errors = 0;

  constructor(options: AuditOptions, files: Files) {
    this.#options = options;
    this.#suite = options.suite ?? nodeSuite;
    this.#files = files;
    this.#log = new LogCheck(this.#suite);
  }

  summary(): AuditSummary {
    return {
      entries: this.#log.size,
      erasedEvents: this.#erasedEvents,
      checkpointSize: this.#checkpointSize,
      origin: this.#head?.origin ?? "",
      errors: this.errors,
    };
  }

  async *findings(): AsyncGenerator<Finding> {
    const { dir } = this.#options;
    const pid = await lockedBy(dir);
    let head: Head;
    try {
      ({ head: this.#head } = await readHead(this.#files, dir));
      head = this.#head;
    } catch (error) {
      yield findingOf(error, dir);
      yield unchecked(dir, "without a head nothing else can be judged: restore it and audit again");
      return;
    }
    if (pid !== null) {
      yield unchecked(dir, `in use by process ${pid}: entries from ${head.size} on are not checked`);
    }
    yield* this.#entries(head, pid === null ? null : head.size);
  }

  async *#entries(head: Head, liveSize: number | null): AsyncGenerator<Finding> {
    const { dir, onProgress } = this.#options;
    const files = this.#files;
    const { sha256 } = this.#suite;
    const promised: PromisedRoot[] = [
      { size: head.size, rootHash: fromHex(head.root), where: join(dir, "head.a") },
    ];
    yield* this.#checkpoint(head, promised);
    const tiles = new TileFiles(files, dir);
    const tree = new TreeCheck({ sha256, files, tiles }, promised);
    const payload = new PayloadAudit(this.#suite, files, dir);
    const snapshots = new Map<number, { path: string; snapshot: WalSnapshot }>();
    yield* this.#readSnapshots(snapshots);
    const log = this.#log;
    const beforeEntry = (index: number) => compareSnapshot(log, snapshots.get(index));
    const tileCount = head.tiled / tileWidth;
    yield* payload.find(tileCount);
    for (let n = 0; n < tileCount; n++) {
      yield* auditTile({ sha256, files, tiles, tree, log, payload, beforeEntry }, n);
      onProgress?.({ checked: (n + 1) * tileWidth, total: head.size });
    }
    const isWhole = yield* auditWal({
      suite: this.#suite,
      files,
      walDir: join(dir, "wal"),
      tiles,
      tree,
      log,
      frameBytesMax: frameBytesMaxOf(defaultSettings),
      tiled: head.tiled,
      clean: head.clean,
      liveSize,
      beforeEntry,
      erased: this.#erased,
    });
    onProgress?.({ checked: log.size, total: head.size });
    yield* tree.finish(!isWhole);
    yield* this.#erasures({
      wal: await openSegments(files, join(dir, "wal")),
      tiles,
      payload,
      tiled: head.tiled,
    });
    yield* this.#finish(head, payload);
  }

  /** The records against the files. A running server may be in the middle of one, so what it has begun is not judged. */
  async *#erasures(parts: ErasureAuditParts): AsyncGenerator<Finding> {
    const { dir } = this.#options;
    try {
      await readDoneMark(this.#files, dir);
    } catch (error) {
      yield findingOf(error, doneMarkPath(dir));
    }
    yield* auditErasures(parts, this.#log.erasures);
  }

  /** The last signed checkpoint: its signature now, its root when the replay gets there. */
  async *#checkpoint(head: Head, promised: PromisedRoot[]): AsyncGenerator<Finding> {
    if (head.checkpoint === "") return;
    const where = `${join(this.#options.dir, "head.a")} (checkpoint)`;
    try {
      const note = parseNote(head.checkpoint);
      await verifyNote(this.#suite, note, [parseVkey(this.#options.vkey ?? head.vkey)]);
      const { origin, size, rootHash } = parseCheckpoint(note.text);
      if (origin !== head.origin) {
        yield { severity: "error", where, message: `origin: expected ${head.origin}, got ${origin}` };
      }
      this.#checkpointSize = size;
      promised.push({ size, rootHash, where });
    } catch (error) {
      yield findingOf(error, where);
    }
  }

  async *#readSnapshots(
    found: Map<number, { path: string; snapshot: WalSnapshot }>,
  ): AsyncGenerator<Finding> {
    const walDir = join(this.#options.dir, "wal");
    // The state of a segment that is gone is left over from its removal.
    for (const number of await segmentNumbers(this.#files, walDir)) {
      if (number === 0) continue;
      const path = snapshotPath(walDir, number);
      try {
        const snapshot = decodeSnapshot(path, await this.#files.read(path));
        found.set(snapshot.membership.size, { path, snapshot });
      } catch (error) {
        // A running server may have removed it with its segment.
        if ((await segmentNumbers(this.#files, walDir)).includes(number)) yield findingOf(error, path);
      }
    }
  }

  async *#finish(head: Head, payload: PayloadAudit): AsyncGenerator<Finding> {
    const erased = [...payload.erased, ...this.#erased];
    const said = new Set(this.#log.erasures.map(({ id }) => id));
    this.#erasedEvents = new Set(erased.map(({ id }) => id)).size;
    for (const { id, path, offset } of erased) {
      if (said.has(id)) continue;
      yield damaged(
        path,
        offset,
        `event ${id}: expected its secret, got zeros, and no entry says that it was erased`,
      );
    }
    const vkey = this.#options.vkey ?? head.vkey;
    if (this.#log.vkey !== vkey || head.vkey !== vkey) {
      const message = `vkey: expected ${vkey} in head and founding, got ${head.vkey} and ${this.#log.vkey}`;
      yield { severity: "error", where: "entry 0", message };
    }
  }
}

async function* compareSnapshot(
  log: LogCheck,
  found: { path: string; snapshot: WalSnapshot } | undefined,
): AsyncGenerator<Finding> {
  if (found === undefined || log.equals(found.snapshot)) return;
  yield damaged(found.path, 0, `expected the state after ${log.size} entries, got another`);
}
