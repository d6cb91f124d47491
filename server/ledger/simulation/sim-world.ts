/** Logs, witnesses and the network between them, in one simulation. */
import { vi } from "vitest";
import { parseAddCheckpoint } from "@/lib/note/add-checkpoint";
import { type Policy, parsePolicy } from "@/lib/note/policy";
import { formatVkey } from "@/lib/note/vkey";
import { randomOf } from "./random";
import { Scheduler } from "./scheduler";
import { SimDisk } from "./sim-disk";
import type { BrokenDisk, SimProcess } from "./sim-files";
import { SimLog } from "./sim-log";
import { SimWitness } from "./sim-witness";
import { Trace } from "./trace";

export interface WorldOptions {
  readonly seed: number;
  readonly witnesses: number;
  readonly quorum: number;
  readonly brokenLog?: BrokenDisk;
  readonly brokenWitness?: BrokenDisk;
  /** False: the network delivers everything. */
  readonly losesMessages?: boolean;
  /** False: no answer to what a log asks at its start arrives. */
  readonly asksAtStart?: boolean;
}

export class SimWorld {
  readonly scheduler: Scheduler;
  readonly trace = new Trace();
  readonly witnesses: readonly SimWitness[];
  readonly options: WorldOptions;
  readonly #callers: { readonly process: SimProcess; readonly log: () => SimLog }[] = [];

  constructor(options: WorldOptions) {
    this.options = options;
    this.scheduler = new Scheduler(randomOf(options.seed));
    const { scheduler } = this;
    this.witnesses = Array.from(
      { length: options.witnesses },
      (_, i) => new SimWitness(scheduler, i, options.brokenWitness),
    );
    vi.stubGlobal("fetch", (url: string, { body }: { body: string }) => this.#fetch(url, body));
  }

  end(): void {
    vi.unstubAllGlobals();
    this.scheduler.end();
  }

  /** Makes a log on a disk: a new one, or one with a copy of a folder; without policy it asks nobody. */
  log(folder: string, disk = new SimDisk(), hasPolicy = true): SimLog {
    const { scheduler, trace, options } = this;
    const log: SimLog = new SimLog({
      folder,
      scheduler,
      disk,
      trace,
      broken: options.brokenLog ?? {},
      policyOf: (process) => (hasPolicy ? this.#policy(process, () => log) : parsePolicy("quorum none\n")),
    });
    return log;
  }

  /** Addresses carry the number of the process that asks, so that the messages of a dead one are not delivered. */
  #policy(process: SimProcess, log: () => SimLog): Policy {
    const number = this.#callers.push({ process, log }) - 1;
    const lines = this.witnesses.map(
      ({ name, vkey }) => `witness ${name} ${formatVkey(vkey)} http://${number}.${name}`,
    );
    const names = this.witnesses.map(({ name }) => name).join(" ");
    return parsePolicy([...lines, `group g ${this.options.quorum} ${names}`, "quorum g", ""].join("\n"));
  }

  /** Delivers a request and its answer, each in its turn, or loses one of them. */
  async #fetch(url: string, body: string): Promise<unknown> {
    const [, number = "", name = ""] = /^http:\/\/(\d+)\.([^/]+)\//.exec(url) ?? [];
    const caller = this.#callers[Number(number)];
    const witness = this.witnesses.find((one) => one.name === name);
    if (caller === undefined || witness === undefined) throw new Error(`no such witness: ${url}`);
    const { process, log } = caller;
    await process.turn(() => undefined);
    const { note } = parseAddCheckpoint(body);
    const { folder, disk } = log().parts;
    this.trace.shown("Ask", folder, note, disk.durable());
    const answer = await witness.answer(body);
    if (answer?.status === 200) this.trace.cosigned(name, note);
    const { losesMessages = true, asksAtStart = true } = this.options;
    const isLost =
      answer === null ||
      (losesMessages && this.scheduler.random.oneIn(20)) ||
      (!asksAtStart && log().ledger === null);
    await process.turn(() => undefined);
    if (isLost) throw new Error("the network lost it");
    const headers = new Headers({ "content-type": answer.contentType ?? "text/plain" });
    return { status: answer.status, headers, body: [new TextEncoder().encode(answer.body)] };
  }
}
