/**
 * Erasure in a running ledger: the record first, durable, then the overwriting (DESIGN §3, "Erasure"). Whatever a crash
 * leaves in between, the record in the log says what must be gone, and the next start carries it out.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { toHex } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { erasedEventOf, requireErasable } from "@/lib/membership/erasure-authority";
import { parseErasureRecord } from "@/lib/membership/erasure-record";
import { jsonPayload } from "@/lib/statement/json-payload";
import { decodeStatement, type Statement, statementTypes } from "@/lib/statement/statement";
import { tileWidth } from "@/lib/tile/path";
import { isDamage } from "../damage";
import { type Files, isDiskFull } from "../files";
import type { Admitted, LogEntry, Submission } from "../ledger";
import type { Recent } from "../recent";
import type { TileFiles } from "../tile-files";
import { readDoneMark, writeDoneMark } from "./done-mark";
import { erasureIn, erasuresInTiles, type FoundErasure, mayHoldErasure } from "./found-erasure";
import type { ErasureGate } from "./gate";
import { type ErasureFiles, overwriteEvent } from "./overwrite";
import type { EventPlace } from "./wal-copy";

export interface EraserParts extends ErasureFiles {
  readonly files: Files;
  readonly dir: string;
  readonly tiles: TileFiles;
  readonly recent: Recent;
  readonly gate: ErasureGate;
  /** Reads a durable entry. */
  readonly entry: (leafIndex: number) => Promise<LogEntry>;
  readonly append: (submission: Submission) => Promise<Admitted>;
  /** The next `seq` of a key, by kid in lower-case hex. */
  readonly nextSeq: (kidHex: string) => number;
  readonly durableSize: () => number;
  readonly fatal: (error: unknown) => never;
  readonly onNotice: (line: string) => void;
}

const retryAfterMs = 1000;
/** The mark is moved on after so many entries: what a start has to look through at most. */
const markEvery = 1 << 16;

export class Eraser {
  readonly #parts: EraserParts;
  /** One erasure at a time, in the order asked for. */
  #queue: Promise<unknown> = Promise.resolve();
  #pending = 0;
  #marked = 0;
  #isClosing = false;
  /** A record is in the log whose event could not be overwritten: the mark stays before it. */
  #isUnfinished = false;

  constructor(parts: EraserParts) {
    this.#parts = parts;
  }

  /** Tells whether a submission is an erasure, which is this class's to append. */
  static takes(submission: Submission): boolean {
    if (submission.kind === "sign") return submission.typ === statementTypes.erasure;
    return submission.kind === "signed" && mayHoldErasure(submission.statement);
  }

  /**
   * Appends an erasure and carries it out; resolves when no file of the ledger opens the event any more.
   * A crash before the record is durable leaves nothing; after it, the next start does the rest.
   * @throws DomainError as `Ledger.append`; forbidden when the entry is another member's, not_found when there is no
   * such event, conflict when it is erased already
   */
  append(submission: Submission): Promise<Admitted> {
    this.#pending++;
    const outcome = this.#queue.then(() => this.#append(submission));
    this.#queue = outcome.catch(() => undefined).finally(() => this.#pending--);
    return outcome;
  }

  /**
   * Carries out every erasure of the log that is not known to be: called before the ledger serves.
   * @returns how many events were still there
   * @throws LedgerDamage when a file that holds one of them does not hold
   */
  async carryOut(): Promise<number> {
    const { files, dir, durableSize } = this.#parts;
    this.#marked = await this.#readMark();
    let count = 0;
    for await (const erasure of this.#erasuresFrom(this.#marked)) {
      if (await this.#carryOutOne(erasure)) count++;
    }
    if (durableSize() > this.#marked) await writeDoneMark(files, dir, durableSize());
    this.#marked = durableSize();
    return count;
  }

  /** Moves the mark on when it has fallen far behind the log. */
  moveOn(): void {
    const { files, dir, durableSize } = this.#parts;
    const size = durableSize();
    const isBusy = this.#pending > 0 || this.#isUnfinished || this.#isClosing;
    if (isBusy || size - this.#marked < markEvery) return;
    this.#marked = size;
    // Only the length of the next start depends on it.
    writeDoneMark(files, dir, size).catch((error) => this.#parts.onNotice(`erased: ${error.message}`));
  }

  /** Finishes what was asked for. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#queue;
  }

  async #append(submission: Submission): Promise<Admitted> {
    const { entry, append, durableSize, recent } = this.#parts;
    const { header, payload } = readErasure(submission);
    // Not one after all: the bytes of its media type stood somewhere in another statement.
    if (header.typ !== statementTypes.erasure) return append(submission);
    const record = parseErasureRecord(jsonPayload({ payload }), durableSize());
    const event = erasedEventOf(record);
    const target = await entry(event.leafIndex);
    requireErasable(header, record, {
      header: decodeStatement(target.statement).header,
      treeCount: target.trees.length,
    });
    const isErased = target.trees[event.ordinal]?.secret === null;
    if (isErased && !this.#isResent(header)) {
      throw new DomainError("conflict", `event: expected one that is not erased, got ${record.event}`, {
        path: "event",
      });
    }
    const admitted = await append(submission);
    this.#isUnfinished = true;
    await this.#overwrite(event, { again: false });
    this.#isUnfinished = false;
    recent.forget(event.leafIndex);
    return admitted;
  }

  /** The same statement again gets the receipt it had, from the sequencer. */
  #isResent({ kid, seq }: ErasureHeader): boolean {
    return kid !== null && seq !== null && seq < this.#parts.nextSeq(toHex(kid));
  }

  /** Overwrites, waiting out a full disk; any other failed write ends the process. */
  async #overwrite(event: EventPlace, how: { again: boolean }): Promise<boolean> {
    const { gate, fatal, onNotice } = this.#parts;
    for (;;) {
      try {
        return await gate.alone(() => overwriteEvent(this.#parts, event, how));
      } catch (error) {
        if (isDamage(error)) throw error;
        if (!isDiskFull(error) || this.#isClosing) return fatal(error);
        onNotice("the disk is full: an erasure waits; its record is in the log");
        await sleep(retryAfterMs);
      }
    }
  }

  async #carryOutOne({ event, statement, record, leafIndex }: FoundErasure): Promise<boolean> {
    const { entry, recent, onNotice } = this.#parts;
    const target = await entry(event.leafIndex);
    try {
      requireErasable(statement.header, record, {
        header: decodeStatement(target.statement).header,
        treeCount: target.trees.length,
      });
    } catch (error) {
      onNotice(`entry ${leafIndex}: an erasure without effect: ${(error as Error).message}`);
      return false;
    }
    const isFound = await this.#overwrite(event, { again: true });
    if (isFound) {
      recent.forget(event.leafIndex);
      onNotice(`event ${record.event}: its erasure (entry ${leafIndex}) was not finished: carried out now`);
    }
    return isFound;
  }

  async *#erasuresFrom(from: number): AsyncGenerator<FoundErasure> {
    const { files, tiles, recent, durableSize } = this.#parts;
    const tiled = recent.first;
    const range = { from: Math.floor(from / tileWidth), to: tiled / tileWidth };
    yield* erasuresInTiles(files, tiles, range);
    for (let index = Math.max(from, tiled); index < durableSize(); index++) {
      const found = erasureIn(recent.at(index)?.statement ?? new Uint8Array(), index);
      if (found !== null) yield found;
    }
  }

  async #readMark(): Promise<number> {
    const { files, dir, onNotice, durableSize } = this.#parts;
    try {
      const marked = await readDoneMark(files, dir);
      // A mark ahead of the log is of another time of it.
      return marked <= durableSize() ? marked : 0;
    } catch (error) {
      if (!isDamage(error)) throw error;
      onNotice(`${error.file}: ${error.found}; the whole log is looked through for erasures`);
      return 0;
    }
  }
}

interface ErasureHeader {
  readonly iss: string;
  readonly typ: string;
  readonly kid: Uint8Array | null;
  readonly seq: number | null;
}

function readErasure(submission: Submission): { header: ErasureHeader; payload: Uint8Array } {
  if (submission.kind === "sign") {
    const { iss, typ, payload } = submission;
    return { header: { iss, typ, kid: null, seq: null }, payload };
  }
  const bytes = submission.kind === "signed" ? submission.statement : submission.entry;
  const { header, payload }: Statement = decodeStatement(bytes);
  return { header, payload };
}
