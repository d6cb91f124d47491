/** Submissions on their way into a batch. */
import { equalBytes, toHex } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import type { Membership } from "@/lib/membership/membership";
import {
  decodeStatement,
  encodeStatement,
  type Statement,
  type StatementType,
  statementToSign,
} from "@/lib/statement/statement";
import type { Deferred } from "@/server/deferred";
import type { Signer } from "@/server/keystore/keystore";
import type { Admitted, Submission, TreeInput } from "./ledger";
import type { Candidate, LogState } from "./log-state";
import { isZero, secretBytes } from "./wal/frame";

/** A submission that waits for its batch; a signed one is decoded. */
export interface Waiting {
  readonly submission: Submission;
  readonly statement: Statement | null;
  /** At most so many bytes in a frame. */
  readonly bytes: number;
  readonly outcome: Deferred<Admitted>;
}

/** A statement for the ledger to sign in its batch. */
export interface ToSign {
  readonly signer: Signer;
  readonly iss: string;
  readonly typ: string;
  readonly payload: Uint8Array;
  readonly trees: readonly TreeInput[];
}

/** An unsigned statement's protected header and framing take less than this, whatever the lengths of its texts. */
const statementOverheadMax = 8192;

/** C2SP tlog-tiles: an entry's length is written in two bytes. */
const entryBytesMax = 65_535;

/** Returns the bytes a submission takes in a frame, at most. */
export function frameBytesOf(submission: Submission): number {
  if (submission.kind === "raw") return submission.entry.length + 8;
  const statement =
    submission.kind === "sign"
      ? submission.payload.length + statementOverheadMax
      : submission.statement.length;
  return submission.trees.reduce((sum, { sealed }) => sum + sealed.length + 68, statement + 8);
}

/**
 * Checks what of a submission does not depend on the log.
 * @returns the decoded statement, or null when it is still to be signed
 * @throws DomainError `too_large`, `malformed`, `unsupported`
 */
export function readSubmission(submission: Submission, bytesMax: number): Statement | null {
  if (submission.kind === "raw") return requireEntry(submission.entry);
  const bytes = frameBytesOf(submission);
  if (bytes > bytesMax) {
    throw new DomainError("too_large", `submission: expected at most ${bytesMax} bytes, got ${bytes}`);
  }
  for (const [i, { root, sealed, secret }] of submission.trees.entries()) {
    if (root.length !== 32 || sealed.length === 0 || secret.length !== secretBytes || isZero(secret)) {
      const expected = "a root of 32 bytes, a seal and a secret of 32 bytes, not all zero";
      throw new DomainError("malformed", `trees[${i}]: expected ${expected}, got others`);
    }
  }
  return submission.kind === "signed" ? decodeStatement(submission.statement) : null;
}

function requireEntry({ length }: Uint8Array): null {
  if (length >= 1 && length <= entryBytesMax) return null;
  const code = length === 0 ? "malformed" : "too_large";
  throw new DomainError(code, `entry: expected 1 to ${entryBytesMax} bytes, got ${length}`);
}

/**
 * Signs a statement as the next entry of a log, after checking that it will be admitted: nothing is signed that
 * would be refused.
 * @throws DomainError as `LogState.check`; forbidden when the signer's key is not the one the log knows under its kid
 */
export async function signNext(state: LogState, origin: string, toSign: ToSign): Promise<Candidate> {
  const { signer, iss, payload, trees } = toSign;
  const { membership } = state.membershipLog;
  requireKnownKey(membership, signer);
  const header = {
    alg: signer.key.alg,
    kid: signer.kid,
    iss,
    sub: origin,
    iat: Math.floor(state.recordTimeMs / 1000),
    // Any other text is refused by `statementToSign`.
    typ: toSign.typ as StatementType,
    seq: membership.nextSeq(toHex(signer.kid)),
  };
  const { protectedBytes, message } = statementToSign(header, payload);
  state.check({ statement: { header, protectedBytes, payload, signature: new Uint8Array() }, trees });
  const signature = await signer.sign(message);
  const bytes = encodeStatement(protectedBytes, payload, signature);
  return { statement: { header, protectedBytes, payload, signature }, bytes, trees };
}

function requireKnownKey(membership: Membership, signer: Signer): void {
  const known = membership.keyOf(toHex(signer.kid));
  // Unknown: the founding, or a stranger, whom `check` refuses.
  if (known === undefined || equalBytes(known.bytes, signer.key.bytes)) return;
  throw new DomainError(
    "forbidden",
    `kid: expected the key the log knows as ${toHex(signer.kid)}, got another`,
  );
}
