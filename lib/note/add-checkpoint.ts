/** The body of `POST add-checkpoint` (C2SP tlog-witness): an old size, a consistency proof, and a checkpoint. */
import { fromBase64, toBase64 } from "../bytes";
import { DomainError } from "../errors";
import { parseDecimal } from "./decimal";

/** What a log sends a witness. */
export interface AddCheckpoint {
  /** The size the log believes the witness has seen last; 0 when it does not know. */
  oldSize: number;
  /** Consistency proof from the old size, 32 bytes each; empty when that is 0. */
  proof: Uint8Array[];
  /** The signed checkpoint, verbatim. */
  note: string;
}

/** A tree of fewer than 2^63 leaves has consistency proofs no longer than this. */
const proofLinesMax = 63;

/**
 * Reads a request. The note is not parsed: whose it is decides what is wrong with it.
 * @throws DomainError malformed on another first line, leading zeros, more than 63 hashes, hashes that are not 32
 * bytes of canonical base64, or no blank line before the checkpoint
 */
export function parseAddCheckpoint(body: string): AddCheckpoint {
  const split = body.indexOf("\n\n");
  if (split < 0) throw malformed("a blank line before the checkpoint", "none");
  const [first = "", ...lines] = body.slice(0, split).split("\n");
  if (!first.startsWith("old "))
    throw malformed("a line with the old size", JSON.stringify(first.slice(0, 40)));
  const oldSize = parseDecimal("old", first.slice(4));
  if (lines.length > proofLinesMax) {
    throw malformed(`at most ${proofLinesMax} proof lines`, String(lines.length));
  }
  return { oldSize, proof: lines.map(parseHash), note: body.slice(split + 2) };
}

/** Writes a request. @throws DomainError malformed on one that `parseAddCheckpoint` would refuse */
export function formatAddCheckpoint({ oldSize, proof, note }: AddCheckpoint): string {
  const body = `${[`old ${oldSize}`, ...proof.map(toBase64)].join("\n")}\n\n${note}`;
  parseAddCheckpoint(body);
  return body;
}

/**
 * Reads the body of an answer of type `text/x.tlog.size`: the size a witness has seen last.
 * @throws DomainError malformed on anything but a decimal number and a newline
 */
export function parseTreeSize(body: string): number {
  if (!body.endsWith("\n")) throw malformed("a newline after the size", "none");
  return parseDecimal("size", body.slice(0, -1));
}

function parseHash(line: string): Uint8Array {
  const hash = fromBase64(line);
  if (hash.length !== 32) throw malformed("hashes of 32 bytes", String(hash.length));
  return hash;
}

function malformed(expected: string, got: string): DomainError {
  return new DomainError("malformed", `add-checkpoint: expected ${expected}, got ${got}`);
}
