/**
 * A witness (C2SP tlog-witness v1.0): cosigns a log's checkpoints as long as each extends the last it has cosigned.
 * Requests are judged one at a time, and what is cosigned is on disk before it is answered; so no two cosignatures of
 * one log contradict each other, whatever arrives together and wherever the process ends.
 */
import { equalBytes, fromBase64, toBase64 } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { emptyRoot } from "@/lib/merkle/hash";
import { verifyConsistency } from "@/lib/merkle/verify";
import { type AddCheckpoint, parseAddCheckpoint } from "@/lib/note/add-checkpoint";
import { type Checkpoint, parseCheckpoint } from "@/lib/note/checkpoint";
import {
  formatNote,
  formatSignatureLines,
  type Note,
  type NoteSignature,
  parseNote,
  verifyNote,
} from "@/lib/note/note";
import type { Vkey } from "@/lib/note/vkey";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { Cosigner } from "@/server/keystore/cosigner";
import type { Seen, WitnessState } from "./witness-state";

/** An answer to `add-checkpoint`; a body of another type than plain text names it. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly body: string;
  readonly contentType?: string;
}

export interface WitnessParts {
  /** Keys of the logs it watches; a key's name is its log's origin. */
  readonly logs: readonly Vkey[];
  /** At least one. */
  readonly cosigners: readonly Cosigner[];
  readonly state: WitnessState;
  /** Seconds since 1970. */
  readonly now: () => number;
  /** Ends the process: the disk failed, and what it holds is unknown. */
  readonly fatal: (error: unknown) => never;
}

export class Witness {
  readonly #parts: WitnessParts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: WitnessParts) {
    this.#parts = parts;
  }

  /** Keys by which its cosignatures are checked. */
  get vkeys(): Vkey[] {
    return this.#parts.cosigners.map(({ vkey }) => vkey);
  }

  /** The checkpoint it cosigned last of a log, with its cosignatures; undefined when it never cosigned one. */
  seen(origin: string): Seen | undefined {
    return this.#parts.state.seen(origin);
  }

  /** Origins of the logs it watches. */
  get origins(): string[] {
    return [...new Set(this.#parts.logs.map(({ name }) => name))];
  }

  /** Judges one request. A crash before it resolves: cosigned and told to nobody, or not cosigned. */
  async addCheckpoint(body: string): Promise<WitnessAnswer> {
    const read = await this.#read(body);
    if ("status" in read) return read;
    const judged = this.#last.then(() => this.#judge(read));
    this.#last = judged.catch(() => undefined);
    return judged;
  }

  /** Reads a request as far as no state is needed: its form, whose it is, and the log's signature. */
  async #read(body: string): Promise<SignedRequest | WitnessAnswer> {
    let request: AddCheckpoint;
    let note: Note;
    let checkpoint: Checkpoint;
    try {
      request = parseAddCheckpoint(body);
      note = parseNote(request.note);
      checkpoint = parseCheckpoint(note.text);
    } catch (error) {
      return refusal(400, error);
    }
    const trusted = this.#parts.logs.filter(({ name }) => name === checkpoint.origin);
    if (trusted.length === 0) return { status: 404, body: "origin: expected a log this witness knows\n" };
    try {
      const verified = await verifyNote(nodeSuite, note, trusted);
      // Of strangers' signatures nothing is kept, so that nobody can grow the state.
      const isVerified = ({ name, keyId }: NoteSignature) =>
        verified.some(({ vkey }) => vkey.name === name && vkey.keyId === keyId);
      note = { text: note.text, signatures: note.signatures.filter(isVerified) };
    } catch (error) {
      return refusal(403, error);
    }
    if (request.oldSize > checkpoint.size) {
      return { status: 400, body: `old: expected at most ${checkpoint.size}, got ${request.oldSize}\n` };
    }
    return { request, note, checkpoint };
  }

  async #judge({ request, note, checkpoint }: SignedRequest): Promise<WitnessAnswer> {
    const { state, fatal } = this.#parts;
    const seen = state.seen(checkpoint.origin);
    const size = seen?.size ?? 0;
    if (request.oldSize !== size) {
      return { status: 409, body: `${size}\n`, contentType: "text/x.tlog.size" };
    }
    try {
      requireExtension(seen, checkpoint, request.proof);
    } catch (error) {
      return refusal(422, error);
    }
    const time = this.#parts.now();
    const signatures = await Promise.all(
      this.#parts.cosigners.map((cosigner) => cosigner.cosign(note.text, time)),
    );
    const signed = formatNote({ text: note.text, signatures: [...note.signatures, ...signatures] });
    try {
      await state.record(checkpoint.origin, {
        size: checkpoint.size,
        root: toBase64(checkpoint.rootHash),
        note: signed,
      });
    } catch (error) {
      fatal(error);
    }
    return { status: 200, body: formatSignatureLines(signatures) };
  }
}

/** A well-formed request of a known log, signed by it. */
interface SignedRequest {
  readonly request: AddCheckpoint;
  readonly note: Note;
  readonly checkpoint: Checkpoint;
}

/** Checks that a checkpoint extends what was seen. @throws VerificationError | DomainError malformed */
function requireExtension(seen: Seen | undefined, checkpoint: Checkpoint, proof: Uint8Array[]): void {
  const { size, rootHash } = checkpoint;
  if (seen !== undefined && seen.size > 0) {
    const root1 = fromBase64(seen.root);
    verifyConsistency(nodeSuite.sha256, {
      size1: seen.size,
      size2: size,
      root1,
      root2: rootHash,
      path: proof,
    });
    return;
  }
  if (proof.length > 0) {
    throw new DomainError("malformed", `proof: expected none from size 0, got ${proof.length} hashes`);
  }
  if (size === 0 && !equalBytes(rootHash, emptyRoot(nodeSuite.sha256))) {
    throw new DomainError("malformed", "root: expected that of the empty tree, got another");
  }
}

function refusal(status: 400 | 403 | 422, error: unknown): WitnessAnswer {
  return { status, body: `${error instanceof Error ? error.message : String(error)}\n` };
}
