/** The log, the real one (`openLedger`), on a simulated machine: opened, worked, crashed and opened again. */
import { basename, dirname, join } from "node:path";
import { toHex, utf8 } from "@/lib/bytes";
import type { Policy } from "@/lib/note/policy";
import type { Ledger } from "../ledger";
import { openLedger } from "../ledger";
import { logSigner, origin } from "../testing/world";
import type { Scheduler } from "./scheduler";
import type { SimDisk } from "./sim-disk";
import { type BrokenDisk, SimProcess } from "./sim-files";
import type { Trace } from "./trace";

const dir = "/data/ledger";

/** Small enough that a run meets new segments, full tiles and segments dropped. */
const settings = {
  walSegmentBytes: 24 << 10,
  payloadSegmentBytes: 8 << 10,
  submissionBytesMax: 4 << 10,
  batchBytesMax: 4 << 10,
  checkpointIntervalMs: 20,
  witnessWaitMs: 50,
};

export interface SimLogParts {
  readonly folder: string;
  readonly scheduler: Scheduler;
  readonly disk: SimDisk;
  readonly trace: Trace;
  readonly broken: BrokenDisk;
  /** The policy a process uses; its addresses carry the process's number. */
  readonly policyOf: (life: SimProcess) => Policy;
}

export class SimLog {
  readonly parts: SimLogParts;
  /** Leaf hashes by index, of all that was acknowledged. */
  readonly acked = new Map<number, string>();
  process: SimProcess | null = null;
  ledger: Ledger | null = null;
  /** Why the last start was refused, by the process itself. */
  refusal: Error | null = null;
  /** Whether the folder had a signed checkpoint when it was opened last. */
  hadCheckpoint = false;
  #entries = 0;

  constructor(parts: SimLogParts) {
    this.parts = parts;
    parts.disk.makeFolder("/data");
    parts.disk.syncFolder("/");
  }

  /** Begins to open the ledger; `ledger` or `refusal` tells what became of it, when the process lives that long. */
  start(): void {
    const { folder, scheduler, disk, trace, broken, policyOf } = this.parts;
    trace.note("Start", folder);
    const process = new SimProcess({
      scheduler,
      disk,
      broken,
      onCall: (operation, path) => this.#called(operation, path),
    });
    this.process = process;
    this.ledger = null;
    this.refusal = null;
    const sign = async (message: Uint8Array) => process.turn(() => logSigner.sign(message));
    const opening = openLedger({
      dir,
      signer: { ...logSigner, sign },
      origin,
      admission: "none",
      files: process.files,
      settings,
      policy: policyOf(process),
      onNotice: (line) => trace.note("notice", line),
      fatal: (error) => {
        if (process.isAlive) trace.note("FailSync", String(error));
        process.kill();
        throw error;
      },
    });
    opening.then(
      (ledger) => process.isAlive && this.#opened(ledger),
      (error: Error) => {
        if (process.isAlive) this.refusal = error;
        process.kill();
      },
    );
  }

  /** Hands over an entry; acknowledged or lost, whatever comes. */
  append(): void {
    const { folder, scheduler, disk, trace } = this.parts;
    const { ledger, process } = this;
    if (ledger === null) return;
    const entry = utf8(`${folder} ${this.#entries++} ${"x".repeat(scheduler.random.below(600))}`);
    ledger.append({ kind: "raw", entry }).then(
      ({ leafIndex, leafHash }) => {
        if (process?.isAlive !== true) return;
        this.acked.set(leafIndex, toHex(leafHash));
        trace.acknowledged(folder, entry, disk.durable());
      },
      () => undefined,
    );
  }

  /** Kills the process, and cuts the power of its machine. */
  crash(kind: "kill" | "power"): void {
    const { folder, scheduler, disk, trace } = this.parts;
    trace.note(kind === "kill" ? "Kill" : "PowerCut", folder);
    this.process?.kill();
    this.ledger = null;
    if (kind === "power") disk.cutPower(scheduler.random);
  }

  /** Closes the ledger in order; the process ends with it. */
  async close(): Promise<void> {
    const { scheduler, trace, folder } = this.parts;
    trace.note("Close", folder);
    let isClosed = false;
    this.ledger?.close().then(
      () => {
        isClosed = true;
      },
      () => undefined,
    );
    await scheduler.until(() => isClosed || this.process?.isAlive !== true, 5000);
    this.process?.kill();
    this.ledger = null;
  }

  /** A segment may be finished only once it is whole on the disk: a later start takes a part there for damage. */
  #called(operation: string, path: string): void {
    const { trace, disk } = this.parts;
    trace.note(operation, path);
    if (operation !== "rename" || !path.endsWith(".seg")) return;
    const earlier = disk.list(dirname(path)).filter((name) => name.endsWith(".seg") && name < basename(path));
    const isWhole = earlier.every((name) => disk.file(join(dirname(path), name))?.isSynced !== false);
    if (!isWhole) trace.violate("NeverDamaged", `${path} follows a segment that is not on the disk yet`);
  }

  #opened(ledger: Ledger): void {
    const { folder, disk, trace } = this.parts;
    this.ledger = ledger;
    trace.note("Recover", `${folder} ${ledger.head().size}`);
    const publish = (note: string) => trace.shown("Publish", folder, note, disk.durable());
    this.hadCheckpoint = ledger.published().note !== "";
    if (this.hadCheckpoint) publish(ledger.published().note);
    const process = this.process;
    ledger.onPublish(({ note }) => process?.isAlive === true && publish(note));
    for (const index of this.acked.keys()) {
      if (index >= ledger.head().size) trace.violate("AcknowledgedIsDurable", `entry ${index} is gone`);
    }
  }
}
