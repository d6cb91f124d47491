/**
 * Cosignatures for the log's checkpoints. Each signed checkpoint goes to every witness at once; the publisher waits for
 * the quorum, for all who answer, or for a bounded time, and never for more: what comes later is added to the same
 * checkpoint. A checkpoint that has the quorum is final, and stays so.
 */
import type { CryptoSuite } from "@/lib/crypto/suite";
import type { HashReader } from "@/lib/merkle/proof";
import { cosignaturesNeeded, isQuorumMet, type Policy } from "@/lib/note/policy";
import { type Deferred, deferred } from "@/server/deferred";
import type { Files } from "../files";
import type { CosignedCheckpoint, PublishedCheckpoint, WitnessingStatus } from "../ledger";
import { endpointName, endpointsOf } from "./endpoint";
import { writeFinal } from "./final-store";
import { Gathering } from "./gathering";
import { largerTreeMessage, type SizesByUrl } from "./larger-tree";
import { WitnessClient } from "./witness-client";

/** What is decided before the engine starts. */
export interface WitnessingOptions {
  readonly policy: Policy;
  /** As kept through the restart. */
  readonly final: CosignedCheckpoint | null;
  readonly sizes: SizesByUrl;
}

export interface WitnessingParts extends WitnessingOptions {
  readonly suite: CryptoSuite;
  readonly hashes: HashReader;
  readonly files: Files;
  /** The ledger's folder. */
  readonly dir: string;
  /** How long the publisher waits for witnesses, ms. */
  readonly waitMs: number;
  /** How long one call of a witness may take, ms. */
  readonly timeoutMs: number;
  readonly onNotice: (line: string) => void;
  /** The published checkpoint has more cosignatures now. */
  readonly onCosigned: (checkpoint: CosignedCheckpoint) => void;
  /** Nothing may be signed any more, and why. */
  readonly onOtherHistory: (reason: string) => void;
}

export class Witnessing {
  readonly #parts: WitnessingParts;
  readonly #clients: WitnessClient[];
  #final: CosignedCheckpoint | null;
  #publishedSize = 0;
  #collecting: { gathering: Gathering; outcome: Deferred<void> } | null = null;
  #writing: Promise<void> = Promise.resolve();
  #waiting: { index: number; outcome: Deferred<void> }[] = [];

  constructor(parts: WitnessingParts) {
    this.#parts = parts;
    this.#final = parts.final;
    this.#clients = endpointsOf(parts.policy).map((endpoint) => this.#client(endpoint));
  }

  /** The newest checkpoint with the quorum; null before the first, and without a quorum in the policy. */
  get final(): CosignedCheckpoint | null {
    return this.#final;
  }

  get policy(): Policy {
    return this.#parts.policy;
  }

  /** How the witnesses stand. */
  status(): WitnessingStatus {
    const { policy } = this.#parts;
    const troubles = new Map(
      this.#clients.flatMap(({ endpoint, trouble }) => endpoint.witnesses.map(({ name }) => [name, trouble])),
    );
    return {
      configured: policy.witnesses.length,
      needed: cosignaturesNeeded(policy),
      witnesses: policy.witnesses.map(({ name, url }) => ({
        name,
        trouble: url === undefined ? "no address in the policy" : (troubles.get(name) ?? null),
      })),
    };
  }

  /** Takes up the last published checkpoint after a start, without waiting for anybody. */
  resume(published: PublishedCheckpoint): void {
    if (published.note === "" || this.#clients.length === 0) return;
    this.#publishedSize = published.size;
    const gathering = new Gathering(this.#parts.policy, published);
    for (const client of this.#clients) client.submit(gathering);
  }

  /**
   * Collects cosignatures for a checkpoint that is signed and durable: until the quorum is there, all witnesses who
   * answer have, or the time is up.
   * @returns the checkpoint with what came, to be published
   */
  async collect(signed: PublishedCheckpoint): Promise<CosignedCheckpoint> {
    if (this.#clients.length === 0) return { ...signed, cosigners: [] };
    const gathering = new Gathering(this.#parts.policy, signed);
    const outcome = deferred<void>();
    this.#collecting = { gathering, outcome };
    for (const client of this.#clients) client.submit(gathering);
    const timer = setTimeout(() => outcome.resolve(), this.#parts.waitMs);
    this.#onOutcome(gathering);
    await outcome.promise;
    clearTimeout(timer);
    this.#collecting = null;
    return gathering.checkpoint;
  }

  /** Hears that a checkpoint is published: from now on it may be final. */
  published(checkpoint: CosignedCheckpoint): void {
    this.#publishedSize = Math.max(this.#publishedSize, checkpoint.size);
    if (this.#isFinal(checkpoint)) this.#finalise(checkpoint);
  }

  /** Resolves once a final checkpoint covers the entry, or the signal ends the waiting. */
  async whenFinal(leafIndex: number, signal?: AbortSignal): Promise<void> {
    if (leafIndex < (this.#final?.size ?? 0)) return;
    const waiting = { index: leafIndex, outcome: deferred<void>() };
    this.#waiting.push(waiting);
    signal?.addEventListener("abort", () => {
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
      waiting.outcome.resolve();
    });
    return waiting.outcome.promise;
  }

  /** Stops asking; what is final is on disk. */
  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.#writing;
    for (const { index, outcome } of this.#waiting.splice(0)) {
      outcome.reject(new Error(`entry ${index}: the ledger was closed before it was final`));
    }
  }

  #client(endpoint: WitnessClient["endpoint"]): WitnessClient {
    const { suite, hashes, timeoutMs, onNotice, onOtherHistory, sizes } = this.#parts;
    const onOutcome = (gathering: Gathering) => this.#onOutcome(gathering);
    const halt = (seen: string) =>
      onOtherHistory(largerTreeMessage(`${endpointName(endpoint)} has seen ${seen}`, this.#publishedSize));
    const parts = { suite, hashes, endpoint, timeoutMs, onNotice, onOutcome, onOtherHistory: halt };
    return new WitnessClient(parts, sizes.get(endpoint.url) ?? null);
  }

  #onOutcome(gathering: Gathering): void {
    const collecting = this.#collecting;
    if (collecting?.gathering === gathering) {
      if (gathering.isFinal || this.#clients.every((client) => client.isSettled(gathering))) {
        collecting.outcome.resolve();
      }
    }
    if (gathering.size > this.#publishedSize) return;
    const { checkpoint } = gathering;
    if (gathering.size === this.#publishedSize) this.#parts.onCosigned(checkpoint);
    if (gathering.isFinal) this.#finalise(checkpoint);
  }

  #isFinal({ cosigners }: CosignedCheckpoint): boolean {
    const { policy } = this.#parts;
    const names = cosigners.map(({ name }) => name);
    return policy.quorum !== "none" && isQuorumMet(policy, names);
  }

  /** Persists first: what was said to be final is so after a crash. A full disk only delays it. */
  #finalise(checkpoint: CosignedCheckpoint): void {
    const { files, dir, onNotice } = this.#parts;
    this.#writing = this.#writing.then(async () => {
      const isNewer = checkpoint.size > (this.#final?.size ?? -1);
      const isFuller = checkpoint.size === this.#final?.size && checkpoint.note !== this.#final.note;
      if (!isNewer && !isFuller) return;
      try {
        await writeFinal(files, dir, checkpoint);
      } catch (error) {
        onNotice(`the final checkpoint of ${checkpoint.size} entries could not be written: ${error}`);
        return;
      }
      this.#final = checkpoint;
      const isCovered = ({ index }: { index: number }) => index < checkpoint.size;
      for (const { outcome } of this.#waiting.filter(isCovered)) outcome.resolve();
      this.#waiting = this.#waiting.filter((waiting) => !isCovered(waiting));
    });
  }
}
