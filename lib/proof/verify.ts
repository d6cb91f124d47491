/**
 * Verifying a proof bundle: the one function that browser, command line, server and auditor all run (DESIGN §2).
 *
 * Every value used is either in the trust roots or leads by hashes and signatures to them. What a pass does not say:
 * that nothing else was captured, and, when the policy has no quorum, that the log shows everybody the same tree.
 */
import { equalBytes, fromBase64Url, toHex } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { VerificationError } from "@/lib/errors";
import { type OpenedCapture, type OpenedEvent, openCaptureNode } from "@/lib/fields/pruned-tree";
import { leafHash } from "@/lib/merkle/hash";
import type { Checkpoint } from "@/lib/note/checkpoint";
import { decodeCoseKey } from "@/lib/statement/cose-key";
import { decodeStatement, type Statement, statementTypes, verifyStatement } from "@/lib/statement/statement";
import type { ProofBundle } from "./bundle";
import { checkLogged } from "./check-logged";
import { checkIssuerKey } from "./issuer-key";
import type { SeenCosignature } from "./logged";
import { type ProofStep, type StepReport, StepRunner } from "./steps";
import { pinLog, type TrustRoots } from "./trust";

/** What a verified bundle proves. */
export interface VerifiedBundle {
  /** The entry's index in the log. */
  index: number;
  iss: string;
  /** Seconds since 1970, by the issuer's clock. */
  iat: number;
  seq: number;
  typ: string;
  /** The issuer's roles as of `keyAsOf`. */
  roles: string[];
  /** The events shown, in their order in the capture; `ordinal` is null where hidden ones before leave it unproven. */
  events: (OpenedEvent & { ordinal: number | null })[];
  checkpoint: Pick<Checkpoint, "origin" | "size" | "rootHash">;
  cosignatures: SeenCosignature[];
  /** Log index of the membership state that vouches for the key. Below `index`, it knows no later revocation. */
  keyAsOf: number;
  steps: StepReport[];
}

/**
 * Verifies a proof bundle step by step, in the order of `proofSteps`.
 * @param bundle as `parseBundle` gives it; nothing in it is trusted
 * @param onStep called as each step ends, the failed one included
 * @throws VerificationError naming the step that failed; DomainError malformed | unsupported when the trust roots are
 * not a log's origin and vkey
 */
export async function verifyBundle(
  suite: CryptoSuite,
  bundle: ProofBundle,
  trust: TrustRoots,
  onStep?: (report: StepReport) => void,
): Promise<VerifiedBundle> {
  const log = pinLog(trust);
  const steps = new StepRunner(onStep);
  const opened = openFields(suite, bundle, steps);
  const statement = await steps.run(
    "capture root",
    () => readCapture(bundle, opened),
    ({ payload }) => toHex(payload),
  );
  await steps.run(
    "issuer signature",
    () => checkIssuerSignature(suite, bundle, statement, log.origin),
    () => `${statement.header.iss}, key ${toHex(statement.header.kid)}`,
  );
  const hash = await steps.run(
    "leaf hash",
    () => leafHash(suite.sha256, fromBase64Url(bundle.statement)),
    toHex,
  );
  const { proof, cosignatures } = await checkLogged(suite, bundle.proof, hash, log, steps);
  const keyAsOf = await steps.run(
    "key validity",
    () => checkIssuerKey(suite, bundle, log, { statement, proof }),
    (asOf) => `as of entry ${asOf}`,
  );
  const { iss, iat, seq, typ } = statement.header;
  const { origin, size, rootHash } = proof.checkpoint;
  return {
    index: proof.index,
    iss,
    iat,
    seq,
    typ,
    roles: bundle.issuer.leaf.roles,
    events: opened.events.map(({ ordinal, event }) => ({ ordinal, ...event })),
    checkpoint: { origin, size, rootHash },
    cosignatures,
    keyAsOf,
    steps: steps.reports,
  };
}

const fieldSteps: ProofStep[] = ["disclosures", "manifest", "event root"];

function openFields(suite: CryptoSuite, bundle: ProofBundle, steps: StepRunner): OpenedCapture {
  try {
    const opened = openCaptureNode(suite.sha256, bundle.capture);
    const shown = opened.events.reduce((sum, { event }) => sum + event.disclosed.size, 0);
    const fields = opened.events.reduce((sum, { event }) => sum + event.pointers.length, 0);
    const details = [`${shown} of ${fields} fields`, `${opened.events.length} events`, "recomputed"];
    for (const [i, step] of fieldSteps.entries()) steps.report(step, "passed", details[i] ?? "");
    return opened;
  } catch (error) {
    const failed = fieldSteps.find(
      (step) => error instanceof Error && "step" in error && error.step === step,
    );
    for (const step of fieldSteps.slice(0, failed === undefined ? 0 : fieldSteps.indexOf(failed))) {
      steps.report(step, "passed", "");
    }
    return steps.fail(failed ?? "disclosures", error);
  }
}

function readCapture(bundle: ProofBundle, opened: OpenedCapture): Statement {
  const statement = decodeStatement(fromBase64Url(bundle.statement));
  const { typ } = statement.header;
  if (typ !== statementTypes.capture && typ !== statementTypes.record) {
    throw new VerificationError("capture root", `typ: expected a capture or a record, got ${typ}`, { typ });
  }
  if (!equalBytes(opened.root, statement.payload)) {
    const message = `payload: expected ${toHex(opened.root)}, the root of what is shown, got ${toHex(statement.payload)}`;
    throw new VerificationError("capture root", message, { root: opened.root, payload: statement.payload });
  }
  return statement;
}

async function checkIssuerSignature(
  suite: CryptoSuite,
  bundle: ProofBundle,
  statement: Statement,
  origin: string,
): Promise<void> {
  const { sub } = statement.header;
  if (sub !== origin) {
    throw new VerificationError("issuer signature", `sub: expected the log ${origin}, got ${sub}`, { sub });
  }
  await verifyStatement(suite, statement, decodeCoseKey(fromBase64Url(bundle.issuer.key)));
}
