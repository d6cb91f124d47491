/**
 * That the statement's key was its issuer's at the entry's index: the last step of a verification.
 */
import { equalBytes, fromBase64Url, toBase64Url, toHex } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { VerificationError } from "@/lib/errors";
import { isValidAt, keyLeafBytes } from "@/lib/membership/key-leaf";
import { leafHash } from "@/lib/merkle/hash";
import { verifyInclusion } from "@/lib/merkle/verify";
import { logIssuer } from "@/lib/statement/log-key";
import { decodeStatement, type Statement, statementTypes, verifyStatement } from "@/lib/statement/statement";
import type { ProofBundle } from "./bundle";
import {
  checkCheckpoint,
  checkLogSignature,
  checkWitnesses,
  type ReadProof,
  readProof,
  rootOfProof,
} from "./logged";
import type { PinnedLog } from "./trust";

/** The entry whose key is in question, as far as it was verified. */
export interface VerifiedEntry {
  statement: Statement;
  proof: ReadProof;
}

/**
 * Checks that the issuer's key was valid at the entry's index, by a `membership.state` of the log.
 * @returns the log index of that state
 * @throws VerificationError | DomainError malformed when the leaf is another key's, is not in the state, does not cover
 * the index, or the state is not an entry of this log signed by the log itself
 */
export async function checkIssuerKey(
  suite: CryptoSuite,
  bundle: ProofBundle,
  log: PinnedLog,
  entry: VerifiedEntry,
): Promise<number> {
  const { leaf, index, size, path } = bundle.issuer;
  const stateBytes = fromBase64Url(bundle.issuer.statement);
  const state = decodeStatement(stateBytes);
  await checkStateSignature(suite, state, log);
  const asOf = await checkStateLogged(suite, bundle, stateBytes, log, entry);
  verifyInclusion(suite.sha256, {
    index,
    size,
    leafHash: leafHash(suite.sha256, keyLeafBytes(leaf)),
    path: path.map(fromBase64Url),
    root: state.payload,
  });
  const { iss, kid } = entry.statement.header;
  if (leaf.iss !== iss || leaf.kid !== toBase64Url(kid)) {
    throw refusal(`leaf: expected the key ${toHex(kid)} of ${iss}, got ${leaf.kid} of ${leaf.iss}`, { leaf });
  }
  if (!isValidAt(leaf, entry.proof.index)) {
    const until = leaf.to === null ? "on" : `to before ${leaf.to}`;
    throw refusal(
      `key: expected one valid at entry ${entry.proof.index}, got one valid from ${leaf.from} ${until}`,
      {
        leaf,
        index: entry.proof.index,
      },
    );
  }
  return asOf;
}

async function checkStateSignature(suite: CryptoSuite, state: Statement, log: PinnedLog): Promise<void> {
  const { typ, iss, sub } = state.header;
  if (typ !== statementTypes.membershipState)
    throw refusal(`typ: expected a membership state, got ${typ}`, { typ });
  if (iss !== logIssuer(log.origin))
    throw refusal(`iss: expected ${logIssuer(log.origin)}, got ${iss}`, { iss });
  if (sub !== log.origin) throw refusal(`sub: expected ${log.origin}, got ${sub}`, { sub });
  await verifyStatement(suite, state, log.key);
}

async function checkStateLogged(
  suite: CryptoSuite,
  bundle: ProofBundle,
  stateBytes: Uint8Array,
  log: PinnedLog,
  entry: VerifiedEntry,
): Promise<number> {
  const proof = readProof(bundle.issuer.proof);
  const root = rootOfProof(suite, proof, leafHash(suite.sha256, stateBytes));
  checkCheckpoint(proof.checkpoint, log.origin, root);
  const { noteText, checkpoint, index } = entry.proof;
  const evidence = { checkpoints: [noteText, proof.noteText] };
  if (proof.index === index)
    throw refusal(`state: expected another entry than ${index}, got the same`, evidence);
  if (
    checkpoint.size === proof.checkpoint.size &&
    !equalBytes(checkpoint.rootHash, proof.checkpoint.rootHash)
  ) {
    throw refusal(`checkpoints: expected one root at size ${checkpoint.size}, got two`, evidence);
  }
  // The very note that was checked for the entry need not be checked twice.
  if (noteText !== proof.noteText) {
    await checkLogSignature(suite, proof.note, log.vkey);
    await checkWitnesses(suite, proof.note, log.policy);
  }
  return proof.index;
}

function refusal(message: string, evidence: Record<string, unknown>): VerificationError {
  return new VerificationError("key validity", message, evidence);
}
