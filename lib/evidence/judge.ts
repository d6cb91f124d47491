/**
 * The judge: takes evidence of any kind and what belongs to it, and says step by step whether it holds. Command line and
 * verifier page run this; neither needs a server.
 */
import { equalBytes, toBase64, toHex } from "@/lib/bytes";
import { readCheckpoint, verifyConsistencyFile } from "@/lib/consistency/verify-consistency";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { DomainError, VerificationError } from "@/lib/errors";
import { leafHash } from "@/lib/merkle/hash";
import { parseCheckpoint } from "@/lib/note/checkpoint";
import { parseNote } from "@/lib/note/note";
import { verifyBrokenPromise, verifyPromise } from "@/lib/promise/verify-promise";
import { checkLogged, checkQuorum } from "@/lib/proof/check-logged";
import { hasQuorum, rootOfProof } from "@/lib/proof/logged";
import { StepRunner } from "@/lib/proof/steps";
import type { PinnedLog } from "@/lib/proof/trust";
import { verifyBundle } from "@/lib/proof/verify";
import {
  type KnownHead,
  type Receipt,
  verifyConsistencyReceipt,
  verifyInclusionReceipt,
} from "@/lib/receipt/receipt";
import { Companions } from "./companions";
import type { Evidence } from "./evidence";
import type { EvidenceStep, Facts, Judgement, Outcome } from "./judgement";
import { type BroughtTrust, type ChosenLog, chooseLog } from "./log-of-trust";

type Of<K extends Evidence["kind"]> = Extract<Evidence, { kind: K }>;
type Runner = StepRunner<EvidenceStep>;
/** Takes the steps; returns what was shown, and an outcome where it is not that the evidence holds. */
type Trial = (steps: Runner, facts: Facts) => Promise<Outcome | undefined>;

/** Told of each step as it ends, and of which judgement. */
export type OnStep = (judgement: Judgement) => void;

/** Evidence that claims something; the rest only helps. */
export function isClaim({ kind }: Evidence): boolean {
  return !["entry", "checkpoint", "policy", "vkey"].includes(kind);
}

/**
 * Judges one piece of evidence.
 * @param all everything that was handed over: entries and checkpoints that it needs are looked for here
 * @param brought the log's key or policy from elsewhere; policies and keys among `all` are the caller's to bring
 * @returns a judgement for each thing it claims: a set of bundles has many
 * @throws DomainError malformed when it could not be tried: something it needs is missing
 */
export async function judge(
  suite: CryptoSuite,
  evidence: Evidence,
  all: readonly Evidence[],
  brought: BroughtTrust,
): Promise<Judgement[]> {
  const companions = new Companions(suite, all);
  switch (evidence.kind) {
    case "bundles":
      return judgeBundles(suite, evidence, brought);
    case "tlog-proof":
      return [await judgeTlogProof(suite, evidence, companions, brought)];
    case "receipt":
      return [await judgeReceipt(suite, evidence.receipt, companions, brought)];
    case "transparent statement":
      return judgeTransparent(suite, evidence, companions, brought);
    case "promise":
      return [await judgePromise(suite, evidence, companions, brought)];
    case "broken promise":
      return [await judgeBroken(suite, evidence, brought)];
    case "consistency":
      return [await judgeConsistency(suite, evidence, companions, brought)];
    default:
      throw new DomainError("malformed", `evidence: expected something that claims, got ${evidence.kind}`);
  }
}

async function hold(kind: Evidence["kind"], chosen: ChosenLog, trial: Trial): Promise<Judgement> {
  const steps: Runner = new StepRunner<EvidenceStep>();
  const facts: Facts = { origin: chosen.log.origin };
  const judgement = {
    kind,
    subjects: [],
    steps: steps.reports,
    facts,
    isKeyIndependent: chosen.isIndependent,
  };
  try {
    return { ...judgement, outcome: (await trial(steps, facts)) ?? "holds" };
  } catch (error) {
    if (steps.reports.at(-1)?.status !== "failed") throw error;
    return { ...judgement, outcome: "fails" };
  }
}

async function judgeBundles(
  suite: CryptoSuite,
  { file }: Of<"bundles">,
  brought: BroughtTrust,
): Promise<Judgement[]> {
  const chosen = chooseLog(brought, file.trust?.origin, file.trust);
  const judgements: Judgement[] = [];
  for (const [i, bundle] of file.set.bundles.entries()) {
    const judgement = await hold("bundles", chosen, async (steps, facts) => {
      const verified = await verifyBundle(suite, bundle, chosen.roots, (report) =>
        steps.report(report.step, report.status, report.detail),
      );
      const { index, iss, iat, checkpoint, cosignatures, events } = verified;
      const hiddenFields = events.reduce((sum, event) => sum + event.hidden.length, 0);
      const shownFields = events.reduce((sum, event) => sum + event.disclosed.size, 0);
      Object.assign(facts, { index, iss, signedAt: iat, cosignatures, hiddenFields, shownFields });
      Object.assign(facts, headFacts(checkpoint));
      return undefined;
    });
    judgements.push({ ...judgement, subjects: file.records?.[i] ?? [] });
  }
  return judgements;
}

async function judgeTlogProof(
  suite: CryptoSuite,
  { text, proof }: Of<"tlog-proof">,
  companions: Companions,
  brought: BroughtTrust,
): Promise<Judgement> {
  const chosen = chooseLog(brought, proof.checkpoint.origin);
  const leadsTo = (entry: Uint8Array) =>
    toHex(rootOfProof(suite, proof, leafHash(suite.sha256, entry))) === toHex(proof.checkpoint.rootHash);
  const entry = companions.entry(leadsTo, `entry ${proof.index}`);
  return hold("tlog-proof", chosen, async (steps, facts) => {
    const hash = await steps.run("leaf hash", () => leafHash(suite.sha256, entry), toHex);
    const { cosignatures } = await checkLogged(suite, text, hash, chosen.log, steps);
    Object.assign(facts, { index: proof.index, leafHash: toHex(hash), cosignatures });
    Object.assign(facts, headFacts(proof.checkpoint));
    return undefined;
  });
}

async function judgeReceipt(
  suite: CryptoSuite,
  receipt: Receipt,
  companions: Companions,
  brought: BroughtTrust,
  own?: Uint8Array,
): Promise<Judgement> {
  const { vdp, header } = receipt;
  const chosen = chooseLog(brought, header.sub);
  const kind = own === undefined ? "receipt" : "transparent statement";
  if (vdp.kind === "consistency") {
    const note = companions.checkpoint(vdp.size1, "older");
    return hold(kind, chosen, async (steps, facts) => {
      const read = () => readCheckpoint(suite, note, vdp.size1, chosen.log);
      const older = await steps.run("older checkpoint", read, ({ size }) => `${size} entries`);
      const head = await verifyConsistencyReceipt(suite, receipt, older, chosen.log, steps);
      Object.assign(facts, { olderSize: vdp.size1 }, headFacts(head));
      await requireQuorum(suite, head, companions, chosen.log, steps);
      return undefined;
    });
  }
  const entry = own ?? (await companions.entryOfReceipt(receipt, chosen.log));
  return hold(kind, chosen, async (steps, facts) => {
    if (own !== undefined)
      steps.report("issuer signature", "not configured", "the issuer's key is not in the file");
    const { head } = await verifyInclusionReceipt(suite, receipt, entry, chosen.log, steps);
    Object.assign(
      facts,
      { index: vdp.index, leafHash: toHex(leafHash(suite.sha256, entry)) },
      headFacts(head),
    );
    await requireQuorum(suite, head, companions, chosen.log, steps);
    return undefined;
  });
}

/** A receipt carries the log's word alone: where a policy asks for witnesses, a cosigned checkpoint of that tree must be there too. */
async function requireQuorum(
  suite: CryptoSuite,
  head: KnownHead,
  companions: Companions,
  log: PinnedLog,
  steps: Runner,
): Promise<void> {
  const note = companions.checkpointOf(head);
  if (note !== undefined) {
    const detail = ({ size }: KnownHead) => `${size} entries`;
    await steps.run("newer checkpoint", () => readCheckpoint(suite, note, head.size, log), detail);
    await checkQuorum(suite, parseNote(note), log.policy, steps);
  } else if (!hasQuorum(log.policy)) steps.report("witness quorum", "not configured", "");
  else {
    const message = `checkpoint: expected a cosigned one of ${head.size} entries beside the receipt, got none`;
    steps.fail("witness quorum", new VerificationError("witness quorum", message));
  }
}

async function judgeTransparent(
  suite: CryptoSuite,
  { statement, receipts }: Of<"transparent statement">,
  companions: Companions,
  brought: BroughtTrust,
): Promise<Judgement[]> {
  const judgements: Judgement[] = [];
  for (const receipt of receipts) {
    judgements.push(await judgeReceipt(suite, receipt, companions, brought, statement));
  }
  return judgements;
}

/** A promise alone; with a proof of the promised index beside it, whether it was kept or broken. */
function judgePromise(
  suite: CryptoSuite,
  { promise }: Of<"promise">,
  companions: Companions,
  brought: BroughtTrust,
): Promise<Judgement> {
  const chosen = chooseLog(brought, undefined);
  const { index, leafHash: promised } = promise;
  const there = companions.leafAt(index, promised);
  if (there !== undefined && !equalBytes(there.leafHash, promised)) {
    return judgeBroken(suite, { kind: "broken promise", broken: { promise, ...there } }, brought);
  }
  return hold("promise", chosen, async (steps, facts) => {
    const { iat } = await verifyPromise(suite, promise, chosen.log, steps);
    Object.assign(facts, { index, leafHash: toHex(promised), signedAt: iat });
    if (there === undefined) return undefined;
    const { proof, cosignatures } = await checkLogged(suite, there.proof, promised, chosen.log, steps);
    Object.assign(facts, { cosignatures }, headFacts(proof.checkpoint));
    return undefined;
  });
}

function judgeBroken(
  suite: CryptoSuite,
  { broken }: Of<"broken promise">,
  brought: BroughtTrust,
): Promise<Judgement> {
  const chosen = chooseLog(brought, undefined);
  return hold("broken promise", chosen, async (steps, facts) => {
    const shown = await verifyBrokenPromise(suite, broken, chosen.log, steps);
    Object.assign(facts, { index: shown.index, leafHash: toHex(shown.leafHash), signedAt: shown.iat });
    Object.assign(facts, headFacts(shown.checkpoint), {
      contradiction: [
        { name: "promise", signed: toBase64(shown.signed.promise) },
        { name: "checkpoint", signed: shown.signed.checkpoint },
      ],
    });
    return "misconduct";
  });
}

function judgeConsistency(
  suite: CryptoSuite,
  { file }: Of<"consistency">,
  companions: Companions,
  brought: BroughtTrust,
): Promise<Judgement> {
  const chosen = chooseLog(brought, undefined);
  const older = file.older ?? companions.checkpoint(file.size1, "older");
  const newer = file.newer ?? companions.checkpoint(file.size2, "newer");
  return hold("consistency", chosen, async (steps, facts) => {
    facts.olderSize = file.size1;
    facts.treeSize = file.size2;
    try {
      const shown = await verifyConsistencyFile(suite, { ...file, older, newer }, chosen.log, steps);
      Object.assign(facts, headFacts(shown.newer));
    } catch (error) {
      if (steps.reports.at(-1)?.step !== "consistency" || !areTwoTrees(older, newer)) throw error;
      const signed = [older, newer].map((note) => ({ name: "checkpoint" as const, signed: note }));
      Object.assign(facts, { contradiction: signed });
      return "misconduct";
    }
    await checkQuorum(suite, parseNote(newer), chosen.log.policy, steps);
    return undefined;
  });
}

/** Tells whether two notes are of one size and different roots: of one size there can be one tree only, whatever a path says. */
function areTwoTrees(older: string, newer: string): boolean {
  const [one, two] = [older, newer].map((note) => parseCheckpoint(parseNote(note).text));
  return (
    one !== undefined && two !== undefined && one.size === two.size && !equalBytes(one.rootHash, two.rootHash)
  );
}

function headFacts({ size, rootHash }: KnownHead): Facts {
  return { treeSize: size, rootHash: toHex(rootHash) };
}
