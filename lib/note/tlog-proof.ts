import { fromBase64, toBase64 } from "../bytes";
import { DomainError } from "../errors";
import { parseDecimal } from "./decimal";
import { parseNote } from "./note";

/** An offline proof that an entry is in a log (C2SP tlog-proof). */
export interface TlogProof {
  /** The entry's index in the log. */
  index: number;
  /** Inclusion path, leaf-to-root order, 32 bytes each. */
  path: Uint8Array[];
  /** The signed checkpoint, verbatim, with its cosignatures. */
  checkpoint: string;
  /** Opaque and not authenticated by anything. */
  extra?: Uint8Array;
}

const header = "c2sp.org/tlog-proof@v1";
/** A tree of fewer than 2^63 leaves has paths no longer than this. */
const pathLengthMax = 63;

/**
 * Reads a proof. Whether it holds is for the caller to verify.
 * @throws DomainError malformed on another header, leading zeros, base64 that is not canonical, hashes that are not 32
 * bytes, more than 63 of them, or a checkpoint that is not a signed note
 */
export function parseTlogProof(text: string): TlogProof {
  const split = text.indexOf("\n\n");
  if (split < 0) throw malformed("a blank line before the checkpoint", "none");
  const lines = text.slice(0, split).split("\n");
  if (lines.shift() !== header) throw malformed(header, "another first line");
  const extra = lines[0]?.startsWith("extra ") ? fromBase64((lines.shift() ?? "").slice(6)) : undefined;
  const indexLine = lines.shift() ?? "";
  if (!indexLine.startsWith("index "))
    throw malformed("an index line", JSON.stringify(indexLine.slice(0, 40)));
  const index = parseDecimal("index", indexLine.slice(6));
  if (lines.length > pathLengthMax) throw malformed(`at most ${pathLengthMax} hashes`, String(lines.length));
  const path = lines.map(parseHash);
  const checkpoint = text.slice(split + 2);
  parseNote(checkpoint);
  return extra === undefined ? { index, path, checkpoint } : { index, path, checkpoint, extra };
}

/** Writes a proof. @throws DomainError malformed on one that `parseTlogProof` would refuse */
export function formatTlogProof(proof: TlogProof): string {
  const lines = [
    header,
    ...(proof.extra === undefined ? [] : [`extra ${toBase64(proof.extra)}`]),
    `index ${proof.index}`,
    ...proof.path.map(toBase64),
  ];
  const text = `${lines.join("\n")}\n\n${proof.checkpoint}`;
  parseTlogProof(text);
  return text;
}

function parseHash(line: string): Uint8Array {
  const hash = fromBase64(line);
  if (hash.length !== 32) throw malformed("hashes of 32 bytes", String(hash.length));
  return hash;
}

function malformed(expected: string, got: string): DomainError {
  return new DomainError("malformed", `tlog-proof: expected ${expected}, got ${got}`);
}
