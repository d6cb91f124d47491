import { fromBase64, toBase64 } from "../bytes";
import { DomainError } from "../errors";
import { parseDecimal } from "./decimal";

/** A log's head as its checkpoint says it (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** The log's identity: a URL prefix without scheme. */
  origin: string;
  /** The number of entries, below 2^53. */
  size: number;
  /** 32 bytes. */
  rootHash: Uint8Array;
  /** Lines after the third, of no meaning here. Absent when there are none. */
  extensions?: string[];
}

/**
 * Reads the text of a checkpoint: the note's text, without its signatures.
 * @throws DomainError malformed on empty lines, leading zeros, base64 that is not canonical, a root that is not 32
 * bytes, or a missing last newline
 */
export function parseCheckpoint(text: string): Checkpoint {
  if (!text.endsWith("\n")) throw malformed("checkpoint", "a newline at the end", "none");
  const [origin = "", size = "", root = "", ...extensions] = text.slice(0, -1).split("\n");
  if (origin === "" || extensions.includes("")) throw malformed("checkpoint", "no empty lines", "one");
  const rootHash = fromBase64(root);
  if (rootHash.length !== 32) throw malformed("rootHash", "32 bytes", String(rootHash.length));
  const checkpoint = { origin, size: parseDecimal("size", size), rootHash };
  return extensions.length > 0 ? { ...checkpoint, extensions } : checkpoint;
}

/** Writes the text of a checkpoint. @throws DomainError malformed on a value that `parseCheckpoint` would refuse */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  const { origin, size, rootHash, extensions = [] } = checkpoint;
  const lines = [origin, String(size), toBase64(rootHash), ...extensions];
  if (lines.some((line) => line.includes("\n"))) throw malformed("checkpoint", "one line each", "a newline");
  const text = `${lines.join("\n")}\n`;
  parseCheckpoint(text);
  return text;
}

function malformed(path: string, expected: string, got: string): DomainError {
  return new DomainError("malformed", `${path}: expected ${expected}, got ${got}`, { path });
}
