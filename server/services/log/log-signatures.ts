/**
 * What the log's key signs beside checkpoints: one signature over each tree head, which all its receipts carry, and one over
 * each batch, which all its promises do. Made when somebody first asks, never on the commit path, and kept for the next.
 */
import type { Sha256 } from "@/lib/crypto/suite";
import { levelsOfHashes, pathInLevels } from "@/lib/merkle/tree";
import { type BatchEntries, batchHashes } from "@/lib/promise/batch";
import type { EntryPromise } from "@/lib/promise/entry-promise";
import { batchPromiseToSign, encodeBatchPromise } from "@/lib/promise/promise";
import { receiptToSign } from "@/lib/receipt/receipt";
import { headerOfLog, type LogHeader } from "@/lib/statement/log-header";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { Signer } from "@/server/keystore/keystore";
import { BoundedCache } from "@/server/ledger/bounded-cache";
import type { Admitted, TreeHead } from "@/server/ledger/ledger";

/** A signature over a tree head, and the protected header it covers. */
export interface HeadSignature {
  protectedBytes: Uint8Array;
  signature: Uint8Array;
}

interface SignedBatch {
  statement: Uint8Array;
  levels: Uint8Array[][];
}

const headsBytesMax = 512 * 1024;
const headBytes = 512;
const sha256: Sha256 = nodeSuite.sha256;

/** Signs and remembers. */
export class LogSignatures {
  /** The log as its headers name it, for any size. */
  readonly #log: LogHeader;
  readonly #signer: Signer;
  readonly #nowMs: () => number;
  readonly #heads = new BoundedCache<Promise<HeadSignature>>(headsBytesMax);
  readonly #alone = new BoundedCache<BatchEntries>(headsBytesMax);
  readonly #batches = new WeakMap<BatchEntries, Promise<SignedBatch>>();

  /** @param signer the log's own key */
  constructor(origin: string, signer: Signer, nowMs: () => number) {
    this.#log = headerOfLog(sha256, { origin, key: signer.key }, 0);
    this.#signer = signer;
    this.#nowMs = nowMs;
  }

  /** Signs a tree head for receipts. The caller sees to it that the log published this very tree, or a larger one. */
  signHead({ size, rootHash }: TreeHead): Promise<HeadSignature> {
    const name = String(size);
    const known = this.#heads.get(name);
    if (known !== undefined) return known;
    const { protectedBytes, message } = receiptToSign(this.#header(size), rootHash);
    const signed = this.#sign(message).then((signature) => ({ protectedBytes, signature }));
    this.#heads.set(name, signed, headBytes);
    // What could not be signed is asked for again.
    signed.catch(() => this.#heads.delete(name));
    return signed;
  }

  /** Promises a durable entry its index, under the one signature of its batch. */
  async promiseOf(admitted: Pick<Admitted, "leafIndex" | "leafHash" | "batch">): Promise<EntryPromise> {
    const { leafIndex: index, leafHash, batch } = admitted;
    const { statement, levels } = await this.#batch(batch);
    const position = index - batch.firstIndex;
    const path = pathInLevels(levels, position);
    return { statement, index, leafHash, position, count: batch.leafHashes.length, path };
  }

  /** Promises an entry whose batch nobody remembers: as a batch of one. */
  promiseAlone({ leafIndex, leafHash }: Pick<Admitted, "leafIndex" | "leafHash">): Promise<EntryPromise> {
    const name = String(leafIndex);
    const batch = this.#alone.get(name) ?? { firstIndex: leafIndex, leafHashes: [leafHash] };
    this.#alone.set(name, batch, headBytes);
    return this.promiseOf({ leafIndex, leafHash, batch });
  }

  #batch(batch: BatchEntries): Promise<SignedBatch> {
    const known = this.#batches.get(batch);
    if (known !== undefined) return known;
    const signed = this.#signBatch(batch);
    this.#batches.set(batch, signed);
    signed.catch(() => this.#batches.delete(batch));
    return signed;
  }

  async #signBatch(batch: BatchEntries): Promise<SignedBatch> {
    const levels = levelsOfHashes(sha256, batchHashes(sha256, batch));
    const root = levels.at(-1)?.[0] ?? new Uint8Array(32);
    const iat = Math.floor(this.#nowMs() / 1000);
    const header = this.#header(batch.leafHashes.length);
    const { protectedBytes, message } = batchPromiseToSign(header, iat, root);
    return { statement: encodeBatchPromise(protectedBytes, root, await this.#sign(message)), levels };
  }

  #header(size: number): LogHeader {
    return { ...this.#log, size };
  }

  async #sign(message: Uint8Array): Promise<Uint8Array> {
    return this.#signer.sign(message);
  }
}
