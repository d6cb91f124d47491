/** What was handed over beside a proof: the entries it may be about, the checkpoints it may need. */
import { equalBytes } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { DomainError } from "@/lib/errors";
import { leafHash } from "@/lib/merkle/hash";
import { parseCheckpoint } from "@/lib/note/checkpoint";
import { parseNote } from "@/lib/note/note";
import { type ReadProof, rootOfProof } from "@/lib/proof/logged";
import { type KnownHead, type Receipt, verifyInclusionReceipt } from "@/lib/receipt/receipt";
import type { NamedLog } from "@/lib/statement/log-header";
import type { Evidence } from "./evidence";

export class Companions {
  readonly #suite: CryptoSuite;
  readonly #entries: Uint8Array[];
  readonly #checkpoints: { note: string; size: number }[];
  /** C2SP tlog-proofs. */
  readonly #proofs: { text: string; proof: ReadProof }[];

  constructor(suite: CryptoSuite, all: readonly Evidence[]) {
    this.#suite = suite;
    this.#entries = all.flatMap((one) =>
      one.kind === "entry" ? [one.bytes] : one.kind === "transparent statement" ? [one.statement] : [],
    );
    this.#proofs = all.flatMap((one) => (one.kind === "tlog-proof" ? [one] : []));
    this.#checkpoints = all.flatMap((one) => (one.kind === "checkpoint" ? [one] : []));
  }

  /**
   * Finds the entry that a proof is about: the one that fits, else any, which the proof will then be seen not to be about.
   * @throws DomainError malformed when there is none at all
   */
  entry(fits: (entry: Uint8Array) => boolean, name: string): Uint8Array {
    const found = this.#entries.find((entry) => isTrue(() => fits(entry))) ?? this.#entries[0];
    if (found !== undefined) return found;
    throw new DomainError("malformed", `${name}: expected the bytes of the entry beside its proof, got none`);
  }

  /**
   * Finds what is at an index by a tlog-proof that was handed over: the leaf hash that it leads from. Tried are the one that
   * is expected there, and then the entries. undefined without such a proof, or when it fits none of them.
   */
  leafAt(index: number, expected: Uint8Array): { leafHash: Uint8Array; proof: string } | undefined {
    const candidates = [expected, ...this.#entries.map((entry) => leafHash(this.#suite.sha256, entry))];
    for (const { text, proof } of this.#proofs) {
      if (proof.index !== index) continue;
      const leadsUp = (hash: Uint8Array) =>
        equalBytes(rootOfProof(this.#suite, proof, hash), proof.checkpoint.rootHash);
      const found = candidates.find((hash) => isTrue(() => leadsUp(hash)));
      if (found !== undefined) return { leafHash: found, proof: text };
    }
    return undefined;
  }

  /** Finds the entry that a receipt is about, in the same way. @throws DomainError malformed */
  async entryOfReceipt(receipt: Receipt, log: NamedLog): Promise<Uint8Array> {
    for (const entry of this.#entries) {
      const isFit = await verifyInclusionReceipt(this.#suite, receipt, entry, log).then(
        () => true,
        () => false,
      );
      if (isFit) return entry;
    }
    return this.entry(() => true, "receipt");
  }

  /** Finds the signed checkpoint of a size. @throws DomainError malformed when it was not handed over */
  checkpoint(size: number, which: "older" | "newer"): string {
    const found = this.#checkpoints.find((one) => one.size === size);
    if (found !== undefined) return found.note;
    throw new DomainError(
      "malformed",
      `consistency: expected the ${which} checkpoint, of ${size} entries, beside the proof, got none`,
    );
  }

  /** Finds a checkpoint of this very tree; undefined when none was handed over. */
  checkpointOf(head: KnownHead): string | undefined {
    const isSame = ({ note, size }: { note: string; size: number }) =>
      size === head.size && equalBytes(parseCheckpoint(parseNote(note).text).rootHash, head.rootHash);
    return this.#checkpoints.find(isSame)?.note;
  }
}

function isTrue(question: () => boolean): boolean {
  try {
    return question();
  } catch {
    return false;
  }
}
