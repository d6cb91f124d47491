/**
 * "Check it yourself", in the visitor's own browser: fetch the proofs, verify each to the log's key, then hold every value of the page
 * against what was signed. Loaded when the phone is idle.
 */
import type { JsonValue } from "@/lib/json";
import { type ProofFile, parseProofFile } from "@/lib/proof/proof-file";
import type { TrustRoots } from "@/lib/proof/trust";
import { comparePage } from "./compare";
import { compareWithPin, newestSeen } from "./known-log";
import { phoneSuite } from "./phone-suite";
import { keepPin, readPin } from "./pins";
import {
  clearReport,
  type Step,
  type StepState,
  showAlarm,
  showLive,
  showMismatches,
  showOutcome,
  showStep,
} from "./report";
import { namedRecords, type SignedRecord } from "./signed-records";
import { showTechnical } from "./technical";
import { type SetOutcome, verifySet } from "./verify-set";
import { claimedPolicy, witnessReport } from "./witnesses";
import { fill, type PageWords } from "./words";

const order: readonly Step[] = ["fetch", "whole", "signed", "logged", "log", "witnesses", "page"];

/** Runs the whole check and reports it in the page. Never throws: what goes wrong is said. */
export async function runCheck(words: PageWords): Promise<void> {
  const startedAt = performance.now();
  clearReport();
  for (const step of order) showStep(step, "waiting", "", words);
  showLive("running", words.live.running);
  showStep("fetch", "running", "", words);
  const fetched = await fetchProof(words);
  if (fetched === undefined) return;
  const { file, bytes } = fetched;
  showStep(
    "fetch",
    "ok",
    fill(words.check.results.fetch, { records: countRecords(file), size: sizeWords(bytes) }),
    words,
  );
  for (const step of order.slice(1, 6)) showStep(step, "running", "", words);

  const trust = trustOf(file);
  const outcome = await verifySet(phoneSuite(globalThis.crypto?.subtle), file.set, trust, () => {});
  const records = namedRecords(
    outcome.verified.filter((one) => one !== null),
    idsOfVerified(file, outcome),
  );
  reportProofs(outcome, file, records, words);
  const isLogSame = await reportLog(file, outcome, trust, words);
  const isPageSame = outcome.failures.length === 0 && (await reportPage(records, outcome, words));
  await showTechnical(file, outcome, trust, performance.now() - startedAt, words);
  if (outcome.failures.length === 0 && isLogSame && isPageSame) {
    const time = new Date().toLocaleTimeString(words.language, {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    const duration = `${Math.max(0.1, Math.round((performance.now() - startedAt) / 100) / 10)} s`;
    showOutcome(fill(words.check.passed, { time, duration }));
  } else showLive("failed", words.live.failed);
}

async function fetchProof(words: PageWords): Promise<{ file: ProofFile; bytes: number } | undefined> {
  try {
    const response = await fetch(words.proof, { cache: "no-cache" });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const text = await response.text();
    return { file: parseProofFile(JSON.parse(text) as JsonValue), bytes: text.length };
  } catch (error) {
    showStep("fetch", "failed", fill(words.check.unable, { reason: (error as Error).message }), words);
    for (const step of order.slice(1)) showStep(step, "skipped", "", words);
    showLive("waiting", words.live.unable);
    return undefined;
  }
}

/** The log that the proof names. Whether it is the one this browser knows is asked after the proofs: see `reportLog`. */
function trustOf(file: ProofFile): TrustRoots {
  const roots = { origin: file.trust?.origin ?? "", logVkey: file.trust?.vkey ?? "" };
  const policy = claimedPolicy(file);
  // Every cosignature is verified; whether they are enough is no failure, but told: see witnesses.ts.
  return policy === undefined ? roots : { ...roots, policy: { ...policy, quorum: "none" } };
}

function countRecords({ set, records }: ProofFile): number {
  return records === null ? set.bundles.length : records.reduce((sum, ids) => sum + ids.length, 0);
}

function sizeWords(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / 1024))} kB`;
}

function idsOfVerified({ records }: ProofFile, { verified }: SetOutcome): string[][] {
  return verified.flatMap((one, i) => (one === null ? [] : [records?.[i] ?? []]));
}

function reportProofs(
  outcome: SetOutcome,
  file: ProofFile,
  records: ReadonlyMap<string, SignedRecord>,
  words: PageWords,
): void {
  const { results } = words.check;
  const sizes = outcome.verified.map((one) => one?.checkpoint.size ?? 0);
  const texts: Record<"whole" | "signed" | "logged", string> = {
    whole: results.whole,
    signed: fill(results.signed, { signers: signersOf(outcome, records, words) }),
    logged: fill(results.logged, { records: countRecords(file), treeSize: Math.max(0, ...sizes) }),
  };
  for (const [step, text] of Object.entries(texts)) report(step as Step, text, outcome, words);
  const { isEnough, text } = witnessReport(outcome, claimedPolicy(file), words);
  if (isEnough || outcome.failures.length > 0) report("witnesses", text, outcome, words);
  else showStep("witnesses", "open", text, words);
}

function report(step: Step, text: string, { failures }: SetOutcome, words: PageWords): void {
  const failure = failures.find(({ group }) => group === step);
  const state: StepState = failure !== undefined ? "failed" : failures.length > 0 ? "skipped" : "ok";
  showStep(
    step,
    state,
    failure === undefined ? text : fill(words.check.failed, { reason: failure.message }),
    words,
  );
}

/** Who signed, by the names in the party records that were verified with the rest. */
function signersOf(
  outcome: SetOutcome,
  records: ReadonlyMap<string, SignedRecord>,
  words: PageWords,
): string {
  const names = new Map<string, string>();
  for (const { disclosed } of records.values()) {
    const name = disclosed.get("/name") as Record<string, string> | undefined;
    if (disclosed.get("/type") === "party.described") {
      names.set(String(disclosed.get("/id")), name?.[words.language] ?? name?.en ?? "");
    }
  }
  const signers = new Set(outcome.verified.flatMap((one) => (one === null ? [] : [one.iss])));
  return [...signers].map((iss) => names.get(iss) || iss).join(words.list);
}

/** Says whether the log is the one this browser knows and only grew, and remembers it. */
async function reportLog(
  file: ProofFile,
  outcome: SetOutcome,
  trust: TrustRoots,
  words: PageWords,
): Promise<boolean> {
  const pin = readPin();
  const seen = newestSeen(file, outcome, trust);
  const { text, trouble, isKept } = await compareWithPin(pin, seen, words);
  if (trouble !== undefined) {
    showStep("log", "failed", text, words);
    showAlarm(text, trouble.line === undefined ? [] : [trouble.line], trouble.evidence);
    return false;
  }
  report("log", text, outcome, words);
  if (isKept && seen !== null && outcome.failures.length === 0)
    keepPin({ ...seen, sinceMs: pin?.sinceMs ?? Date.now() });
  return true;
}

/** Holds the page against what was signed. */
async function reportPage(
  records: ReadonlyMap<string, SignedRecord>,
  outcome: SetOutcome,
  words: PageWords,
): Promise<boolean> {
  const { count, mismatches } = await comparePage(document, records, words);
  if (mismatches.length > 0) {
    showStep("page", "failed", words.check.mismatch, words);
    showMismatches(mismatches, words);
    return false;
  }
  showStep("page", "ok", fill(words.check.results.page, { values: count }), words);
  showLive("ok", fill(words.live.passed, { signatures: outcome.signatures, values: count }));
  return true;
}
