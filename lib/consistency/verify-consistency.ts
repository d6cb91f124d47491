/** Verifying that one signed checkpoint of a log extends another. */
import type { CryptoSuite } from "@/lib/crypto/suite";
import { VerificationError } from "@/lib/errors";
import { verifyConsistency } from "@/lib/merkle/verify";
import { type Checkpoint, parseCheckpoint } from "@/lib/note/checkpoint";
import { parseNote } from "@/lib/note/note";
import { checkLogSignature } from "@/lib/proof/logged";
import { StepRunner, type Steps } from "@/lib/proof/steps";
import type { PinnedLog } from "@/lib/proof/trust";
import type { ConsistencyFile } from "./consistency-file";

/** The steps, in order. */
export type ConsistencyStep = "older checkpoint" | "newer checkpoint" | "consistency";

/** Both trees, as the log signed them. */
export interface VerifiedConsistency {
  older: Checkpoint;
  newer: Checkpoint;
}

/**
 * Verifies that the log signed both checkpoints and that the older tree is the beginning of the newer.
 * @throws VerificationError naming the step. "consistency" with two checkpoints of one size means that the log signed
 * two trees, which the two notes alone prove; with two sizes, that this path does not lead from one to the other
 */
export async function verifyConsistencyFile(
  suite: CryptoSuite,
  file: ConsistencyFile & { older: string; newer: string },
  log: PinnedLog,
  steps: Steps<ConsistencyStep> = new StepRunner<ConsistencyStep>(),
): Promise<VerifiedConsistency> {
  const detail = ({ size, origin }: Checkpoint) => `${origin}, ${size} entries`;
  const read = (note: string, size: number) => () => readCheckpoint(suite, note, size, log);
  const older = await steps.run("older checkpoint", read(file.older, file.size1), detail);
  const newer = await steps.run("newer checkpoint", read(file.newer, file.size2), detail);
  await steps.run(
    "consistency",
    () => requireConsistency(suite, file, { older, newer }),
    () => `${older.size} entries are the beginning of ${newer.size}`,
  );
  return { older, newer };
}

/** Reads a checkpoint of this log and size, and checks that the log signed it. @throws VerificationError | DomainError */
export async function readCheckpoint(
  suite: CryptoSuite,
  text: string,
  size: number,
  log: PinnedLog,
): Promise<Checkpoint> {
  const note = parseNote(text);
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint.origin !== log.origin) {
    throw new VerificationError("checkpoint", `origin: expected ${log.origin}, got ${checkpoint.origin}`);
  }
  if (checkpoint.size !== size) {
    throw new VerificationError("checkpoint", `size: expected ${size}, got ${checkpoint.size}`);
  }
  await checkLogSignature(suite, note, log.vkey);
  return checkpoint;
}

function requireConsistency(
  suite: CryptoSuite,
  { size1, size2, path }: ConsistencyFile,
  { older, newer }: VerifiedConsistency,
): void {
  if (path === null) {
    throw new VerificationError("path", `path: expected one from ${size1} to ${size2} entries, got none`);
  }
  verifyConsistency(suite.sha256, { size1, size2, root1: older.rootHash, root2: newer.rootHash, path });
}
