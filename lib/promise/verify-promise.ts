/** Verifying promises, and that one was broken. */
import { equalBytes, toHex } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { VerificationError } from "@/lib/errors";
import { rootFromInclusion } from "@/lib/merkle/verify";
import type { Checkpoint } from "@/lib/note/checkpoint";
import { checkCheckpoint, checkLogSignature, readProof, rootOfProof } from "@/lib/proof/logged";
import { StepRunner, type Steps } from "@/lib/proof/steps";
import type { PinnedLog } from "@/lib/proof/trust";
import { verifyLogSigned } from "@/lib/statement/log-header";
import { batchLeafHash } from "./batch";
import type { BrokenPromise } from "./broken-promise";
import type { EntryPromise } from "./entry-promise";
import { type BatchPromise, decodeBatchPromise } from "./promise";

/** The steps of a promise, in order; then those that show that it was broken. */
export type PromiseStep =
  | "batch path"
  | "promise signature"
  | "path"
  | "checkpoint root"
  | "log signature"
  | "contradiction";

/** What a verified promise says. */
export interface VerifiedPromise {
  index: number;
  leafHash: Uint8Array;
  /** When it was signed: seconds since 1970, by the log's clock. */
  iat: number;
}

/**
 * Verifies that the log promised this index to this leaf hash.
 * @throws VerificationError naming the step
 */
export async function verifyPromise(
  suite: CryptoSuite,
  promise: EntryPromise,
  log: PinnedLog,
  steps: Steps<PromiseStep> = new StepRunner<PromiseStep>(),
): Promise<VerifiedPromise> {
  const { index, leafHash } = promise;
  const signed = await steps.run(
    "batch path",
    () => readBatch(suite, promise),
    () => `entry ${index}, ${promise.position + 1} of ${promise.count} in its batch`,
  );
  await steps.run(
    "promise signature",
    () => verifyLogSigned(suite, signed, signed.root, log),
    () => `${log.origin}, ${new Date(signed.iat * 1000).toISOString()}`,
  );
  return { index, leafHash, iat: signed.iat };
}

function readBatch(suite: CryptoSuite, promise: EntryPromise): BatchPromise {
  const { index, leafHash, position, count, path } = promise;
  const signed = decodeBatchPromise(promise.statement);
  if (signed.header.size !== count) {
    throw new VerificationError(
      "batch path",
      `count: expected ${signed.header.size}, as signed, got ${count}`,
    );
  }
  const leaf = batchLeafHash(suite.sha256, index, leafHash);
  const root = rootFromInclusion(suite.sha256, { index: position, size: count, leafHash: leaf, path });
  if (!equalBytes(root, signed.root)) {
    const message = `root: expected ${toHex(signed.root)}, as promised, got ${toHex(root)} from the path`;
    throw new VerificationError("batch path", message);
  }
  return signed;
}

/** What shows that the log broke a promise: two things it signed that cannot both be kept. */
export interface PromiseEvidence extends VerifiedPromise {
  /** What is at the promised index instead. */
  otherLeafHash: Uint8Array;
  checkpoint: Checkpoint;
  /** The two signed objects, as bytes: the promise's COSE_Sign1 and the checkpoint's note. */
  signed: { promise: Uint8Array; checkpoint: string };
}

/**
 * Verifies that the log broke a promise: it promised an index to one entry, and signed a checkpoint in whose tree
 * another is there.
 * @throws VerificationError naming the step; "contradiction" when the promise was kept
 */
export async function verifyBrokenPromise(
  suite: CryptoSuite,
  { promise, leafHash: otherLeafHash, proof: proofText }: BrokenPromise,
  log: PinnedLog,
  steps: Steps<PromiseStep> = new StepRunner<PromiseStep>(),
): Promise<PromiseEvidence> {
  const kept = await verifyPromise(suite, promise, log, steps);
  const { proof, root } = await steps.run(
    "path",
    () => {
      const read = readProof(proofText);
      return { proof: read, root: rootOfProof(suite, read, otherLeafHash) };
    },
    (read) => `entry ${read.proof.index} of ${read.proof.checkpoint.size}`,
  );
  const { checkpoint, note, noteText } = proof;
  await steps.run(
    "checkpoint root",
    () => checkCheckpoint(checkpoint, log.origin, root),
    () => toHex(root),
  );
  await steps.run(
    "log signature",
    () => checkLogSignature(suite, note, log.vkey),
    () => log.vkey.name,
  );
  await steps.run(
    "contradiction",
    () => requireContradiction(kept, proof.index, otherLeafHash),
    () => `${toHex(kept.leafHash)} was promised, ${toHex(otherLeafHash)} is there`,
  );
  return { ...kept, otherLeafHash, checkpoint, signed: { promise: promise.statement, checkpoint: noteText } };
}

function requireContradiction(kept: VerifiedPromise, index: number, otherLeafHash: Uint8Array): void {
  if (index !== kept.index) {
    const message = `index: expected ${kept.index}, as promised, got a proof of ${index}`;
    throw new VerificationError("contradiction", message);
  }
  if (equalBytes(otherLeafHash, kept.leafHash)) {
    const message = `leafHash: expected another entry than the promised one, got that one: the promise was kept`;
    throw new VerificationError("contradiction", message);
  }
}
