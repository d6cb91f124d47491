/** The ledger on disk: hands each call to the part that answers it, and tells the parts of each other. */
import { fromHex, toBase64Url } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import type { JsonObject } from "@/lib/json";
import type { Membership } from "@/lib/membership/membership";
import { consistencyProof, inclusionProof } from "@/lib/merkle/proof";
import { pathOfHashes } from "@/lib/merkle/tree";
import type { Policy } from "@/lib/note/policy";
import type { Engine } from "./engine";
import { Eraser } from "./erasure/eraser";
import type {
  Admitted,
  CosignedCheckpoint,
  IssuerProof,
  Ledger,
  LogEntry,
  LogTree,
  PublishedCheckpoint,
  Submission,
  TreeHead,
  Unsubscribe,
  WitnessingStatus,
} from "./ledger";
import { openTree } from "./open-tree";

export class FileLedger implements Ledger {
  readonly #engine: Engine;
  readonly #release: () => Promise<void>;
  #closing: Promise<void> | null = null;

  /** @param release closes the files and gives the folder back */
  constructor(engine: Engine, release: () => Promise<void>) {
    this.#engine = engine;
    this.#release = release;
  }

  get origin(): string {
    return this.#engine.heads.head.origin;
  }

  get vkey(): string {
    return this.#engine.heads.head.vkey;
  }

  append(submission: Submission): Promise<Admitted> {
    const { sequencer, eraser, publisher } = this.#engine;
    if (publisher.halted !== null) return Promise.reject(new DomainError("unavailable", publisher.halted));
    return Eraser.takes(submission) ? eraser.append(submission) : sequencer.append(submission);
  }

  head(): TreeHead {
    return this.#engine.durable();
  }

  published(): CosignedCheckpoint {
    return this.#engine.publisher.published;
  }

  final(): CosignedCheckpoint | null {
    return this.#engine.witnessing.final;
  }

  policy(): Policy {
    return this.#engine.witnessing.policy;
  }

  witnessing(): WitnessingStatus {
    return this.#engine.witnessing.status();
  }

  entry(leafIndex: number): Promise<LogEntry> {
    return this.#engine.reader.entry(leafIndex, this.#size);
  }

  entries(from: number, to: number): AsyncIterable<LogEntry> {
    return this.#engine.reader.entries(from, Math.min(to, this.#size));
  }

  async inclusionProof(leafIndex: number, size: number): Promise<Uint8Array[]> {
    this.#requireSize(size);
    return inclusionProof(this.#engine.hashes, this.#engine.suite.sha256, leafIndex, size);
  }

  async consistencyProof(size1: number, size2: number): Promise<Uint8Array[]> {
    this.#requireSize(size2);
    return consistencyProof(this.#engine.hashes, this.#engine.suite.sha256, size1, size2);
  }

  membership(): Membership {
    return this.#engine.state.membershipLog.membership;
  }

  async issuerProof(kidHex: string, entryIndex: number, publishedSize: number): Promise<IssuerProof> {
    const { membershipLog } = this.#engine.state;
    this.#requireSize(publishedSize);
    const stateIndex = membershipLog.stateFor(entryIndex, publishedSize);
    if (stateIndex === null) {
      throw new DomainError("not_found", `size: expected one with a membership state, got ${publishedSize}`);
    }
    const { leaves, leafHashes } = membershipLog.keyTreeAt(stateIndex);
    const kid = toBase64Url(fromHex(kidHex));
    const leafIndexInState = leaves.findIndex((leaf) => leaf.kid === kid);
    const leaf = leaves[leafIndexInState];
    if (leaf === undefined) {
      throw new DomainError(
        "not_found",
        `kid: expected a key in the state of entry ${stateIndex}, got ${kidHex}`,
      );
    }
    const { statement } = await this.entry(stateIndex);
    const path = pathOfHashes(this.#engine.suite.sha256, leafHashes, leafIndexInState);
    return { stateIndex, stateStatement: statement, leaf, leafIndexInState, stateSize: leaves.length, path };
  }

  tile(level: number, n: number, width: number): Promise<Uint8Array> {
    return this.#engine.hashes.tile(level, n, width, this.#engine.publisher.signedSize);
  }

  entryBundle(n: number, width: number): Promise<Uint8Array> {
    return this.#engine.reader.bundle(n, width, this.#engine.publisher.signedSize);
  }

  whenPublished(leafIndex: number): Promise<void> {
    return this.#engine.publisher.whenPublished(leafIndex);
  }

  whenFinal(leafIndex: number, signal?: AbortSignal): Promise<void> {
    return this.#engine.witnessing.whenFinal(leafIndex, signal);
  }

  onAppend(callback: (size: number) => void): Unsubscribe {
    return this.#engine.signals.onAppend(callback);
  }

  onPublish(callback: (checkpoint: PublishedCheckpoint) => void): Unsubscribe {
    return this.#engine.signals.onPublish(callback);
  }

  openTree(tree: LogTree): JsonObject | null {
    return openTree(this.#engine.suite, tree);
  }

  close(): Promise<void> {
    this.#closing ??= this.#engine.close().then(this.#release);
    return this.#closing;
  }

  get #size(): number {
    return this.#engine.durable().size;
  }

  #requireSize(size: number): void {
    if (Number.isSafeInteger(size) && size >= 0 && size <= this.#size) return;
    throw new DomainError("not_found", `size: expected at most ${this.#size}, got ${size}`);
  }
}
