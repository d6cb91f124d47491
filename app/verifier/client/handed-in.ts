/** What was handed in: files and pasted text, each recognised or refused by itself. */
import { fromBase64, fromBase64Url, fromHex, utf8 } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { type Evidence, recognise } from "@/lib/evidence/evidence";
import { isClaim, judge } from "@/lib/evidence/judge";
import type { Judgement } from "@/lib/evidence/judgement";
import type { BroughtTrust } from "@/lib/evidence/log-of-trust";

/** One file or paste. */
export interface HandedIn {
  name: string;
  evidence: Evidence | null;
  /** Why it was not recognised, or could not be tried. */
  problem: string | null;
}

/** A judgement and the file it is about. */
export interface NamedJudgement {
  name: string;
  judgement: Judgement;
}

/** A COSE object begins with CBOR tag 18. */
const coseStart = 0xd2;

/** Recognises bytes under a name. */
export function handIn(name: string, bytes: Uint8Array): HandedIn {
  try {
    return { name, evidence: recognise(bytes), problem: null };
  } catch (error) {
    return { name, evidence: null, problem: (error as Error).message };
  }
}

/** Takes pasted text for what it is: base64 or hex when that gives a COSE object, else text. */
export function bytesOfPaste(text: string): Uint8Array {
  const dense = text.replace(/\s+/g, "");
  for (const decode of [fromBase64, fromBase64Url, fromHex]) {
    try {
      const bytes = decode(dense);
      if (bytes[0] === coseStart) return bytes;
    } catch {
      // Not in this encoding.
    }
  }
  return utf8(text);
}

/** Judges everything that claims something; what cannot be tried says why in its `problem`. */
export async function judgeAll(
  suite: CryptoSuite,
  all: readonly HandedIn[],
  brought: BroughtTrust,
): Promise<{ judged: NamedJudgement[]; problems: string[] }> {
  const problems = all.flatMap(({ name, problem }) => (problem === null ? [] : [`${name}: ${problem}`]));
  const evidence = all.flatMap((one) => (one.evidence === null ? [] : [one.evidence]));
  const judged: NamedJudgement[] = [];
  for (const { name, evidence: own } of all) {
    if (own === null || !isClaim(own)) continue;
    try {
      const judgements = await judge(suite, own, evidence, brought);
      judged.push(...judgements.map((judgement) => ({ name, judgement })));
    } catch (error) {
      problems.push(`${name}: ${(error as Error).message}`);
    }
  }
  return { judged, problems };
}
