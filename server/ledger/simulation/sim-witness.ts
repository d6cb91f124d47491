/** A witness of ours (server/witness) on a simulated machine of its own: its core and its state, without HTTP. */
import { makeVkey, type Vkey } from "@/lib/note/vkey";
import { type Cosigner, ed25519Cosigner } from "@/server/keystore/cosigner";
import { Witness, type WitnessAnswer } from "@/server/witness/witness";
import { WitnessState } from "@/server/witness/witness-state";
import { logSigner, origin, seededSigner } from "../testing/world";
import type { Scheduler } from "./scheduler";
import { SimDisk } from "./sim-disk";
import { type BrokenDisk, SimProcess } from "./sim-files";

const dir = "/witness";

export class SimWitness {
  readonly name: string;
  isReachable = true;
  readonly #cosigner: Cosigner;
  readonly #scheduler: Scheduler;
  readonly #broken: BrokenDisk;
  readonly #disk = new SimDisk();
  #process: SimProcess | null = null;
  #witness: Witness | null = null;

  constructor(scheduler: Scheduler, number: number, broken: BrokenDisk = {}) {
    this.name = `w${number}.example`;
    this.#scheduler = scheduler;
    this.#broken = broken;
    this.#cosigner = ed25519Cosigner(this.name, seededSigner(100 + number));
    this.#disk.makeFolder(dir);
    this.#disk.syncFolder("/");
  }

  get vkey(): Vkey {
    return this.#cosigner.vkey;
  }

  /** Starts it, and waits until it is there, or refuses to be. */
  async start(): Promise<void> {
    const process = new SimProcess({
      scheduler: this.#scheduler,
      disk: this.#disk,
      broken: this.#broken,
      onCall: () => undefined,
    });
    this.#process = process;
    this.#witness = null;
    const opening = WitnessState.open(process.files, dir).then(
      async (state) => state ?? (await WitnessState.create(process.files, dir, this.name)),
    );
    let hasRefused = false;
    opening.then(
      (state) => process.isAlive && this.#opened(state),
      () => {
        hasRefused = true;
      },
    );
    await this.#scheduler.until(() => this.#witness !== null || hasRefused, 1000);
  }

  /** Kills it, or cuts its power. It is started again by `start`. */
  crash(kind: "kill" | "power"): void {
    this.#process?.kill();
    this.#witness = null;
    if (kind === "power") this.#disk.cutPower(this.#scheduler.random);
  }

  /** Answers a request; null when nobody is there. */
  async answer(body: string): Promise<WitnessAnswer | null> {
    return this.isReachable && this.#witness !== null ? this.#witness.addCheckpoint(body) : null;
  }

  #opened(state: WitnessState): void {
    this.#witness = new Witness({
      logs: [makeVkey(origin, 1, logSigner.key.bytes)],
      cosigners: [this.#cosigner],
      state,
      now: () => Math.floor(Date.now() / 1000),
      fatal: (error) => {
        throw error;
      },
    });
  }

  /** The size it has cosigned last. */
  get size(): number {
    return this.#witness?.seen(origin)?.size ?? 0;
  }
}
