/**
 * That an entry is in the log: path, checkpoint, the log's signature, the witnesses' (C2SP tlog-proof).
 */
import { equalBytes, toHex } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { DomainError, VerificationError } from "@/lib/errors";
import { rootFromInclusion } from "@/lib/merkle/verify";
import { type Checkpoint, parseCheckpoint } from "@/lib/note/checkpoint";
import { type Note, parseNote, verifyNote } from "@/lib/note/note";
import { isQuorumMet, type Policy } from "@/lib/note/policy";
import { parseTlogProof } from "@/lib/note/tlog-proof";
import type { Vkey } from "@/lib/note/vkey";

/** A tlog-proof that was read, and nothing more. */
export interface ReadProof {
  index: number;
  path: Uint8Array[];
  checkpoint: Checkpoint;
  note: Note;
  /** The note, verbatim. */
  noteText: string;
}

/** A witness of the policy that cosigned a checkpoint, and when, in seconds since 1970. */
export interface SeenCosignature {
  name: string;
  time: number;
}

/** Reads a tlog-proof. @throws DomainError malformed, also on `extra` data, which nothing would authenticate */
export function readProof(text: string): ReadProof {
  const { index, path, checkpoint, extra } = parseTlogProof(text);
  if (extra !== undefined) throw new DomainError("malformed", "proof: expected no extra data, got some");
  const note = parseNote(checkpoint);
  return { index, path, checkpoint: parseCheckpoint(note.text), note, noteText: checkpoint };
}

/** Computes the root that an entry's path leads to in the checkpoint's tree. @throws VerificationError "path" */
export function rootOfProof(suite: CryptoSuite, proof: ReadProof, leafHash: Uint8Array): Uint8Array {
  const { index, path, checkpoint } = proof;
  return rootFromInclusion(suite.sha256, { index, size: checkpoint.size, leafHash, path });
}

/**
 * Checks that a checkpoint is of the pinned log and has this root.
 * @throws VerificationError "checkpoint root"
 */
export function checkCheckpoint(checkpoint: Checkpoint, origin: string, root: Uint8Array): void {
  if (checkpoint.origin !== origin) {
    throw new VerificationError("checkpoint root", `origin: expected ${origin}, got ${checkpoint.origin}`, {
      origin: checkpoint.origin,
    });
  }
  if (!equalBytes(checkpoint.rootHash, root)) {
    const message = `root: expected ${toHex(checkpoint.rootHash)} of the checkpoint, got ${toHex(root)} from the path`;
    throw new VerificationError("checkpoint root", message, { checkpoint });
  }
}

/** Checks that the log signed a checkpoint. @throws VerificationError "log signature" */
export async function checkLogSignature(suite: CryptoSuite, note: Note, logVkey: Vkey): Promise<void> {
  await verifyNote(suite, note, [logVkey], "log signature");
}

/**
 * Checks the cosignatures of a policy's witnesses, and that they meet its quorum if it has one.
 * @returns one per witness, its latest, in the policy's order; none without a policy
 * @throws VerificationError "witness quorum"
 */
export async function checkWitnesses(
  suite: CryptoSuite,
  note: Note,
  policy: Policy | undefined,
): Promise<SeenCosignature[]> {
  if (policy === undefined) return [];
  const { witnesses, quorum } = policy;
  const vkeys = witnesses.map((witness) => witness.vkey);
  const isKnown = note.signatures.some(({ name, keyId }) =>
    vkeys.some((vkey) => vkey.name === name && vkey.keyId === keyId),
  );
  const verified = isKnown ? await verifyNote(suite, note, vkeys, "witness quorum") : [];
  const seen = witnesses.flatMap(({ name, vkey }) => {
    const times = verified.filter((signature) => signature.vkey === vkey).map(({ time = 0 }) => time);
    return times.length > 0 ? [{ name, time: Math.max(...times) }] : [];
  });
  const names = seen.map(({ name }) => name);
  if (isQuorumMet(policy, names)) return seen;
  const message = `witnesses: expected the quorum ${quorum}, got ${names.join(", ") || "none"}`;
  throw new VerificationError("witness quorum", message, { quorum, names });
}

/** Tells whether a policy asks for cosignatures at all. */
export function hasQuorum(policy: Policy | undefined): policy is Policy {
  return policy !== undefined && policy.quorum !== "none";
}
