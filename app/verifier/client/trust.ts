/** Whom the visitor trusts: a log key or a policy, typed, pasted or read from a file. */
import type { VerifierTexts } from "@/app/texts/verifier";
import { utf8 } from "@/lib/bytes";
import { recognise } from "@/lib/evidence/evidence";
import type { BroughtTrust } from "@/lib/evidence/log-of-trust";
import { fill } from "./dom";

/** What was read, in a form to verify with and in words; `problem` when it is neither key nor policy. */
export interface ReadTrust {
  brought: BroughtTrust;
  words: string;
  isProblem: boolean;
}

/** Reads the text of the field. */
export function readTrust(text: string, { trust }: VerifierTexts, list: string): ReadTrust {
  if (text.trim() === "") return { brought: {}, words: trust.none, isProblem: false };
  try {
    const read = recognise(utf8(text.trim().includes("\n") ? text : `${text.trim()}\n`));
    if (read.kind === "vkey") {
      return {
        brought: { vkey: read.text },
        words: fill(trust.key, { name: read.vkey.name }),
        isProblem: false,
      };
    }
    if (read.kind === "policy") {
      const { policy } = read;
      const names = policy.logs.map(({ vkey }) => vkey.name).join(list);
      const quorum =
        policy.quorum === "none" ? trust.noQuorum : fill(trust.quorum, { quorum: policy.quorum });
      return { brought: { policy }, words: `${fill(trust.policy, { names })} ${quorum}`, isProblem: false };
    }
    return { brought: {}, words: `${trust.label}: ${read.kind}?`, isProblem: true };
  } catch (error) {
    return { brought: {}, words: (error as Error).message, isProblem: true };
  }
}
