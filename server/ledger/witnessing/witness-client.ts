/**
 * The log's side of one witness: brings it the newest checkpoint, with the proof from whatever size it is at, and goes
 * on trying while it fails. One call at a time; a newer checkpoint takes the place of one not yet sent.
 */
import type { CryptoSuite } from "@/lib/crypto/suite";
import { consistencyProof, type HashReader } from "@/lib/merkle/proof";
import { formatAddCheckpoint } from "@/lib/note/add-checkpoint";
import { verifyCosignature } from "@/lib/note/cosignature";
import type { NoteSignature } from "@/lib/note/note";
import type { PolicyWitness } from "@/lib/note/policy";
import { askWitness, type WitnessAnswer } from "./ask-witness";
import { type Endpoint, endpointName } from "./endpoint";
import type { Gathering } from "./gathering";

export interface WitnessClientParts {
  readonly suite: CryptoSuite;
  readonly hashes: HashReader;
  readonly endpoint: Endpoint;
  readonly timeoutMs: number;
  readonly onNotice: (line: string) => void;
  /** Cosignatures came, or a call failed: somebody may be waiting for either. */
  readonly onOutcome: (gathering: Gathering) => void;
  /** At first contact it turns out to have seen a history that is not this log's: what it has seen. */
  readonly onOtherHistory: (seen: string) => void;
}

/** A witness may be asked this often about one checkpoint, each time from the size it said it is at. */
const conflictsMax = 4;
const [pauseMs, pauseMsMax] = [250, 5000];

export class WitnessClient {
  readonly endpoint: Endpoint;
  readonly #parts: WitnessClientParts;
  /** Ends what is under way, a call or a pause. */
  #end: () => void = () => undefined;
  #isClosed = false;
  #size: number;
  /** Whether its size was known when this log began to sign, or it has cosigned since. */
  #isKnown: boolean;
  #hasEverCosigned = false;
  #failures = 0;
  #trouble: string | null = null;
  #target: Gathering | null = null;
  #running: Promise<void> | null = null;

  /** @param size the size it was found at, when it was asked before; null when it did not answer */
  constructor(parts: WitnessClientParts, size: number | null) {
    this.#parts = parts;
    this.endpoint = parts.endpoint;
    this.#size = size ?? 0;
    this.#isKnown = size !== null;
  }

  /** Why it does not cosign at present; null when it does, or was not asked yet. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** Brings it a checkpoint, in place of any earlier one that is still waiting. */
  submit(gathering: Gathering): void {
    this.#target = gathering;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  /** Whether it has cosigned this checkpoint, or fails so that nobody should wait for it. */
  isSettled(gathering: Gathering): boolean {
    return this.#failures > 0 || this.#hasCosigned(gathering);
  }

  /** Breaks off what is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#end();
    await this.#running;
  }

  #hasCosigned(gathering: Gathering): boolean {
    return this.endpoint.witnesses.some(({ name }) => gathering.has(name));
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      const target = this.#target;
      if (target === null || this.#hasCosigned(target)) return;
      const trouble = await this.#bring(target).catch((error: unknown) => String((error as Error).message));
      if (this.#isClosed) return;
      this.#tell(trouble);
      this.#failures = trouble === null ? 0 : this.#failures + 1;
      this.#parts.onOutcome(target);
      if (trouble !== null) await this.#pause(Math.min(pauseMs * 2 ** (this.#failures - 1), pauseMsMax));
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Brings one checkpoint; returns what went wrong, or null. */
  async #bring(target: Gathering): Promise<string | null> {
    for (let i = 0; i < conflictsMax; i++) {
      const answer = await this.#ask(target);
      if (answer.kind === "cosigned") return this.#take(target, answer.signatures);
      if (answer.kind === "refused") return this.#refused(answer);
      if (answer.kind === "unreachable") return answer.reason;
      if (answer.size > target.size) return this.#ahead(target, answer.size);
      this.#size = answer.size;
    }
    return `it named another size each of ${conflictsMax} times`;
  }

  async #ask(target: Gathering): Promise<WitnessAnswer> {
    const { suite, hashes, timeoutMs } = this.#parts;
    const oldSize = this.#size <= target.size ? this.#size : 0;
    const isProofNeeded = oldSize > 0 && oldSize < target.size;
    const proof = isProofNeeded ? await consistencyProof(hashes, suite.sha256, oldSize, target.size) : [];
    const body = formatAddCheckpoint({ oldSize, proof, note: target.signed });
    if (this.#isClosed) return { kind: "unreachable", reason: "closing" };
    const ending = new AbortController();
    this.#end = () => ending.abort();
    return askWitness({ url: this.endpoint.url, body, timeoutMs, ending });
  }

  /**
   * A witness that has followed this process so far is not told from a liar; one that has not may know of a log before
   * a restore.
   */
  #ahead(target: Gathering, size: number): string {
    if (!this.#isKnown) this.#parts.onOtherHistory(`${size} entries`);
    return `it says it has seen ${size} entries of this log, which has ${target.size}`;
  }

  /** A right proof that does not hold for it, from a size it named itself: it has seen another tree. */
  #refused({ status, reason }: Extract<WitnessAnswer, { kind: "refused" }>): string {
    const isOtherTree = status === 422 && this.#size > 0;
    if (isOtherTree && !this.#hasEverCosigned)
      this.#parts.onOtherHistory(`another tree of ${this.#size} entries`);
    return `HTTP ${status} ${reason}`.trim();
  }

  /** Takes the cosignatures of known keys; strangers' are ignored (tlog-witness). */
  async #take(target: Gathering, signatures: readonly NoteSignature[]): Promise<string | null> {
    let taken = 0;
    for (const signature of signatures) {
      const witness = this.endpoint.witnesses.find((known) => isOf(known, signature));
      if (witness === undefined) continue;
      const time = await verifyCosignature(this.#parts.suite, target.text, witness.vkey, signature.signature);
      if (time === 0) return "it cosigned without a time";
      target.add(witness.name, { time, signature });
      taken++;
    }
    if (taken === 0) return "it cosigned with none of the keys in the policy";
    this.#isKnown = true;
    this.#hasEverCosigned = true;
    this.#size = target.size;
    return null;
  }

  #tell(trouble: string | null): void {
    const name = endpointName(this.endpoint);
    if (trouble !== null && this.#trouble !== trouble) this.#parts.onNotice(`${name}: ${trouble}`);
    if (trouble === null && this.#trouble !== null) this.#parts.onNotice(`${name}: cosigns again`);
    this.#trouble = trouble;
  }
}

function isOf({ vkey }: PolicyWitness, { name, keyId }: NoteSignature): boolean {
  return vkey.name === name && vkey.keyId === keyId;
}
