/** A signed checkpoint and the cosignatures that have come for it. */
import { parseCheckpoint } from "@/lib/note/checkpoint";
import { formatNote, type Note, type NoteSignature, parseNote } from "@/lib/note/note";
import { isQuorumMet, type Policy } from "@/lib/note/policy";
import type { CosignedCheckpoint, PublishedCheckpoint } from "../ledger";

interface Held {
  readonly time: number;
  readonly signature: NoteSignature;
}

export class Gathering {
  readonly size: number;
  /** The note's text, which Ed25519 witnesses sign. */
  readonly text: string;
  /** The note as the log signed it, to be sent to witnesses. */
  readonly signed: string;
  readonly #policy: Policy;
  readonly #log: Note;
  readonly #rootHash: Uint8Array;
  readonly #held = new Map<string, Held>();

  constructor(policy: Policy, { note }: Pick<PublishedCheckpoint, "note">) {
    const { text, signatures } = parseNote(note);
    const isWitness = ({ name, keyId }: NoteSignature) =>
      policy.witnesses.some(({ vkey }) => vkey.name === name && vkey.keyId === keyId);
    this.#policy = policy;
    this.#log = { text, signatures: signatures.filter((signature) => !isWitness(signature)) };
    this.text = text;
    this.signed = formatNote(this.#log);
    const { size, rootHash } = parseCheckpoint(text);
    this.size = size;
    this.#rootHash = rootHash;
  }

  /** Adds a witness's cosignature, verified by the caller; a later one of the same witness takes its place. */
  add(name: string, held: Held): void {
    this.#held.set(name, held);
  }

  has(name: string): boolean {
    return this.#held.has(name);
  }

  /** Whether those that came are the quorum of the policy; never without one. */
  get isFinal(): boolean {
    return this.#policy.quorum !== "none" && isQuorumMet(this.#policy, this.#held.keys());
  }

  /** The checkpoint with the cosignatures so far, in the policy's order. */
  get checkpoint(): CosignedCheckpoint {
    const held = this.#policy.witnesses.flatMap(({ name }) => {
      const one = this.#held.get(name);
      return one === undefined ? [] : [{ name, ...one }];
    });
    const { text, signatures } = this.#log;
    return {
      size: this.size,
      rootHash: this.#rootHash,
      note: formatNote({ text, signatures: [...signatures, ...held.map(({ signature }) => signature)] }),
      cosigners: held.map(({ name, time }) => ({ name, time })),
    };
  }
}
