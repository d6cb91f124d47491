/**
 * The publisher: durable entries → sign → persist the signed checkpoint → ask the witnesses → publish. Never two checkpoints that
 * contradict each other: each new one is proven to extend the last before it is signed, and what was signed is on
 * disk before anybody sees it, the witnesses included.
 */
import { toHex, utf8 } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { invariant } from "@/lib/errors";
import { consistencyProof, type HashReader } from "@/lib/merkle/proof";
import { verifyConsistency } from "@/lib/merkle/verify";
import { formatCheckpoint } from "@/lib/note/checkpoint";
import { formatNote } from "@/lib/note/note";
import { parseVkey } from "@/lib/note/vkey";
import { type Deferred, deferred } from "@/server/deferred";
import type { Cosigner } from "@/server/keystore/cosigner";
import type { Signer } from "@/server/keystore/keystore";
import type { HeadStore } from "./head";
import type { CosignedCheckpoint, PublishedCheckpoint, TreeHead } from "./ledger";
import type { Witnessing } from "./witnessing/witnessing";

export interface PublisherParts {
  readonly suite: CryptoSuite;
  readonly signer: Signer;
  /** Signs each checkpoint a second time, with ML-DSA-44. */
  readonly cosigner: Cosigner | null;
  readonly witnessing: Witnessing;
  readonly heads: HeadStore;
  readonly hashes: HashReader;
  readonly intervalMs: number;
  readonly durable: () => TreeHead;
  readonly tiled: () => number;
  readonly fatal: (error: unknown) => never;
  readonly onPublished: (checkpoint: PublishedCheckpoint) => void;
}

export class Publisher {
  readonly #parts: PublisherParts;
  #published: CosignedCheckpoint;
  #signedSize: number;
  #halted: string | null = null;
  #publishedAtMs = 0;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #waiting: { index: number; outcome: Deferred<void> }[] = [];

  constructor(parts: PublisherParts, published: PublishedCheckpoint) {
    this.#parts = parts;
    this.#signedSize = published.size;
    const { final } = parts.witnessing;
    this.#published = final?.size === published.size ? final : { ...published, cosigners: [] };
  }

  /** The newest signed checkpoint that anybody may see, with the cosignatures so far. */
  get published(): CosignedCheckpoint {
    return this.#published;
  }

  /** The size of the newest signed checkpoint, which the witnesses may be showing already before it is published here. */
  get signedSize(): number {
    return this.#signedSize;
  }

  /** Why nothing is signed any more; null while all is well. */
  get halted(): string | null {
    return this.#halted;
  }

  /** Signs nothing from now on: what is published stays. */
  halt(reason: string): void {
    this.#halted = reason;
  }

  /** Takes the published checkpoint with more cosignatures. */
  cosigned(checkpoint: CosignedCheckpoint): void {
    if (checkpoint.size === this.#published.size) this.#published = checkpoint;
  }

  /** Sees to it that the durable head is published soon: at once after a pause, else one interval after the last. */
  grew(): void {
    if (this.#timer !== null) return;
    const waitMs = Math.max(0, this.#publishedAtMs + this.#parts.intervalMs - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      // Nobody to tell: a failure has ended the process.
      this.publish().catch(() => undefined);
    }, waitMs);
  }

  /** Publishes the durable head now, after whatever publishing is under way. A failure ends the process. */
  publish(): Promise<void> {
    this.#running = this.#running.then(() => this.#publish()).catch((error) => this.#parts.fatal(error));
    return this.#running;
  }

  /** Resolves once a published checkpoint covers the entry. */
  async whenPublished(leafIndex: number): Promise<void> {
    if (leafIndex < this.#published.size) return;
    const outcome = deferred<void>();
    this.#waiting.push({ index: leafIndex, outcome });
    return outcome.promise;
  }

  /** Publishes what is durable and stops. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.publish();
    for (const { index, outcome } of this.#waiting.splice(0)) {
      outcome.reject(new Error(`entry ${index}: the ledger was closed before it was published`));
    }
  }

  async #publish(): Promise<void> {
    const { durable, heads, tiled, witnessing, onPublished } = this.#parts;
    const next = durable();
    if (next.size === this.#published.size || this.#halted !== null) return;
    this.#publishedAtMs = Date.now();
    await this.#requireExtension(next);
    const note = await this.#sign(next);
    // A crash before this returns: signed and seen by nobody. After it: the next start goes on from this checkpoint.
    await heads.write({
      ...heads.head,
      size: next.size,
      root: toHex(next.rootHash),
      tiled: tiled(),
      checkpoint: note,
      clean: null,
    });
    this.#signedSize = next.size;
    this.#published = await witnessing.collect({ ...next, note });
    witnessing.published(this.#published);
    const isCovered = ({ index }: { index: number }) => index < next.size;
    for (const { outcome } of this.#waiting.filter(isCovered)) outcome.resolve();
    this.#waiting = this.#waiting.filter((waiting) => !isCovered(waiting));
    onPublished(this.#published);
  }

  async #requireExtension(next: TreeHead): Promise<void> {
    const { suite, hashes } = this.#parts;
    const last = this.#published;
    invariant(next.size > last.size, `a checkpoint of ${next.size} follows one of ${last.size}`);
    if (last.size === 0) return;
    const path = await consistencyProof(hashes, suite.sha256, last.size, next.size);
    verifyConsistency(suite.sha256, {
      size1: last.size,
      size2: next.size,
      root1: last.rootHash,
      root2: next.rootHash,
      path,
    });
  }

  async #sign(next: TreeHead): Promise<string> {
    const { signer, cosigner, heads } = this.#parts;
    const { name, keyId } = parseVkey(heads.head.vkey);
    const text = formatCheckpoint({ origin: heads.head.origin, size: next.size, rootHash: next.rootHash });
    const own = { name, keyId, signature: await signer.sign(utf8(text)) };
    const second = await cosigner?.cosign(text, Math.floor(Date.now() / 1000));
    return formatNote({ text, signatures: second === undefined ? [own] : [own, second] });
  }
}
