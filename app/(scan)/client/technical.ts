/** The technical view: what was verified, in the words of the formats. */
import { fromBase64Url, toHex } from "@/lib/bytes";
import type { ProofFile } from "@/lib/proof/proof-file";
import type { TrustRoots } from "@/lib/proof/trust";
import type { VerifiedBundle } from "@/lib/proof/verify";
import { decodeStatement } from "@/lib/statement/statement";
import type { SetOutcome } from "./verify-set";
import type { PageWords } from "./words";

const algorithms: Record<number, string> = { [-19]: "Ed25519 (−19)", [-9]: "ESP256 (−9)" };

/** Replaces the technical view by what this run saw. */
export async function showTechnical(
  file: ProofFile,
  outcome: SetOutcome,
  trust: TrustRoots,
  durationMs: number,
  words: PageWords,
): Promise<void> {
  const body = document.getElementById("technical-body");
  if (!body) return;
  const terms = words.check.technicalTerms;
  const seen = outcome.verified.find((one) => one !== null);
  const head: [string, string][] = [
    [terms.origin, trust.origin],
    [terms.vkey, trust.logVkey],
    [terms.treeSize, String(seen?.checkpoint.size ?? "–")],
    [terms.rootHash, seen ? toHex(seen.checkpoint.rootHash) : "–"],
    [terms.suite, globalThis.crypto?.subtle ? "WebCrypto + noble" : "noble (no WebCrypto on this address)"],
    [terms.time, `${Math.round(durationMs)} ms`],
  ];
  const lists = outcome.verified.map((bundle, i) =>
    list(bundle === null ? failedRows(outcome, i, words) : rowsOf(file, bundle, i, words)),
  );
  body.replaceChildren(list(head), ...lists);
}

function rowsOf(file: ProofFile, bundle: VerifiedBundle, i: number, words: PageWords): [string, string][] {
  const terms = words.check.technicalTerms;
  const { header } = decodeStatement(fromBase64Url(file.set.bundles[i]?.statement ?? ""));
  return [
    [terms.record, file.records?.[i]?.join(words.list) ?? String(bundle.index)],
    [terms.issuer, bundle.iss],
    [terms.kid, toHex(header.kid)],
    [terms.algorithm, algorithms[header.alg] ?? String(header.alg)],
    [terms.signedAt, new Date(bundle.iat * 1000).toISOString()],
    [terms.cosignatures, cosignaturesOf(bundle, words)],
    [terms.hidden, String(bundle.events.reduce((sum, event) => sum + event.hidden.length, 0))],
    [terms.keyAsOf, String(bundle.keyAsOf)],
  ];
}

function cosignaturesOf({ cosignatures }: VerifiedBundle, words: PageWords): string {
  const told = cosignatures.map(({ name, time }) => `${name} ${new Date(time * 1000).toISOString()}`);
  return told.join(words.list) || "–";
}

function failedRows(outcome: SetOutcome, i: number, words: PageWords): [string, string][] {
  const failure = outcome.failures.find(({ bundle }) => bundle === i);
  return [[words.check.technicalTerms.step, `${failure?.step}: ${failure?.message}`]];
}

function list(rows: readonly [string, string][]): HTMLElement {
  const dl = document.createElement("dl");
  dl.className = "technical";
  for (const [term, value] of rows) {
    const row = document.createElement("div");
    const [dt, dd] = [document.createElement("dt"), document.createElement("dd")];
    dt.textContent = term;
    dd.textContent = value;
    row.append(dt, dd);
    dl.append(row);
  }
  return dl;
}
