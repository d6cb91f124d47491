/** The steps from a leaf hash to a checkpoint that the log signed and witnesses cosigned: of every proof that ends there. */
import { toHex } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import type { Note } from "@/lib/note/note";
import type { Policy } from "@/lib/note/policy";
import {
  checkCheckpoint,
  checkLogSignature,
  checkWitnesses,
  hasQuorum,
  type ReadProof,
  readProof,
  rootOfProof,
  type SeenCosignature,
} from "./logged";
import type { Steps } from "./steps";
import type { PinnedLog } from "./trust";

/** The names of these steps. */
export type LoggedStep = "path" | "checkpoint root" | "log signature" | "witness quorum";

/**
 * Takes the steps "path", "checkpoint root", "log signature", "witness quorum".
 * @param proofText C2SP tlog-proof
 * @throws VerificationError naming the step
 */
export async function checkLogged(
  suite: CryptoSuite,
  proofText: string,
  leafHash: Uint8Array,
  log: PinnedLog,
  steps: Steps<LoggedStep>,
): Promise<{ proof: ReadProof; cosignatures: SeenCosignature[] }> {
  const { proof, root } = await steps.run(
    "path",
    () => {
      const read = readProof(proofText);
      return { proof: read, root: rootOfProof(suite, read, leafHash) };
    },
    (read) => `entry ${read.proof.index} of ${read.proof.checkpoint.size}`,
  );
  const detail = () => toHex(root);
  await steps.run("checkpoint root", () => checkCheckpoint(proof.checkpoint, log.origin, root), detail);
  await steps.run(
    "log signature",
    () => checkLogSignature(suite, proof.note, log.vkey),
    () => log.vkey.name,
  );
  return { proof, cosignatures: await checkQuorum(suite, proof.note, log.policy, steps) };
}

/** Takes the step "witness quorum", which is "not configured" when the policy asks for none. */
export async function checkQuorum(
  suite: CryptoSuite,
  note: Note,
  policy: Policy | undefined,
  steps: Steps<"witness quorum">,
): Promise<SeenCosignature[]> {
  const check = () => checkWitnesses(suite, note, policy);
  if (hasQuorum(policy)) {
    return steps.run("witness quorum", check, (seen) => seen.map(({ name }) => name).join(", "));
  }
  try {
    const seen = await check();
    steps.report("witness quorum", "not configured", seen.map(({ name }) => name).join(", "));
    return seen;
  } catch (error) {
    return steps.fail("witness quorum", error);
  }
}
