/** Verifies every bundle of a proof file, groups the outcome into the steps a shopper reads, and lets the phone breathe in between. */
import { toHex } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import type { ProofSet } from "@/lib/proof/bundle";
import type { ProofStep } from "@/lib/proof/steps";
import type { TrustRoots } from "@/lib/proof/trust";
import { type VerifiedBundle, verifyBundle } from "@/lib/proof/verify";
import type { Step } from "./report";

/** The steps of `verifyBundle` under the headings of the page. */
export const groups: Record<"whole" | "signed" | "logged" | "log" | "witnesses", readonly ProofStep[]> = {
  whole: ["disclosures", "manifest", "event root", "capture root"],
  signed: ["issuer signature", "key validity"],
  logged: ["leaf hash", "path", "checkpoint root"],
  log: ["log signature"],
  witnesses: ["witness quorum"],
};

/** A step of a bundle that did not hold. */
export interface Failure {
  group: Step;
  step: string;
  message: string;
  /** Which bundle. */
  bundle: number;
}

/** What came out. `verified` has a hole where a bundle failed. */
export interface SetOutcome {
  verified: (VerifiedBundle | null)[];
  failures: Failure[];
  /** Signatures that were really computed, each once. */
  signatures: number;
}

/** Gives the browser a turn, so that the page answers while the check runs. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function groupOf(step: string): Step {
  const found = Object.entries(groups).find(([, steps]) => (steps as readonly string[]).includes(step));
  return (found?.[0] as Step | undefined) ?? "whole";
}

/**
 * Remembers verdicts: the bundles of a page share their checkpoint and their membership state, and a signature on a cheap phone without
 * WebCrypto takes some milliseconds.
 */
export function rememberingSuite(suite: CryptoSuite): { suite: CryptoSuite; count: () => number } {
  const verdicts = new Map<string, Promise<boolean>>();
  return {
    suite: {
      ...suite,
      verify(key, message, signature) {
        const name = `${toHex(key.bytes)} ${toHex(signature)} ${toHex(suite.sha256(message))}`;
        const known = verdicts.get(name) ?? Promise.resolve(suite.verify(key, message, signature));
        verdicts.set(name, known);
        return known;
      },
      verifyMlDsa44(publicKey, message, signature) {
        const name = [publicKey, signature, message].map((bytes) => toHex(suite.sha256(bytes))).join(" ");
        const known =
          verdicts.get(name) ?? Promise.resolve(suite.verifyMlDsa44(publicKey, message, signature));
        verdicts.set(name, known);
        return known;
      },
    },
    count: () => verdicts.size,
  };
}

/** Verifies the bundles one after the other. Never throws for a bundle that does not hold: the outcome says so. */
export async function verifySet(
  plain: CryptoSuite,
  set: ProofSet,
  trust: TrustRoots,
  onProgress: (done: number) => void,
): Promise<SetOutcome> {
  const { suite, count } = rememberingSuite(plain);
  const verified: (VerifiedBundle | null)[] = [];
  const failures: Failure[] = [];
  let lastBreath = performance.now();
  for (const [i, bundle] of set.bundles.entries()) {
    try {
      verified.push(await verifyBundle(suite, bundle, trust));
    } catch (error) {
      const step = (error as { step?: string }).step ?? "";
      failures.push({ group: groupOf(step), step, message: (error as Error).message, bundle: i });
      verified.push(null);
    }
    if (performance.now() - lastBreath > 24) {
      onProgress(i + 1);
      await breathe();
      lastBreath = performance.now();
    }
  }
  return { verified, failures, signatures: count() };
}
