import { concatBytes, fromBase64, fromHex, isWellFormed, toBase64, toHex, utf8 } from "../bytes";
import type { CryptoSuite } from "../crypto/suite";
import { DomainError, VerificationError } from "../errors";
import { isCosignatureType, verifyCosignature } from "./cosignature";
import type { Vkey } from "./vkey";
import { isKeyName, signatureTypes } from "./vkey";

/** One signature line of a note. */
export interface NoteSignature {
  name: string;
  /** Eight lowercase hexadecimal digits. */
  keyId: string;
  /** The bytes after the key ID; for a cosignature they begin with its time. */
  signature: Uint8Array;
}

/** A signed note (C2SP signed-note): a text that ends in a newline, and the signatures under it. */
export interface Note {
  text: string;
  signatures: NoteSignature[];
}

/** A signature of a known key that holds; `time` (seconds) when it is a cosignature. */
export interface VerifiedSignature {
  vkey: Vkey;
  time?: number;
}

const noteLengthMax = 1_000_000;
const signaturesMax = 100;
// The control characters below U+0020, newline excepted.
const forbidden = /[^\n -\uffff]/;

/**
 * Reads a signed note: text, blank line, signature lines.
 * @throws DomainError malformed on control characters, a missing part, a signature line that is not exactly as
 * `formatNote` writes it, more than 100 signatures or more than a million characters
 */
export function parseNote(note: string): Note {
  requireNoteText(note);
  const split = note.lastIndexOf("\n\n");
  if (split < 0) throw malformed("a blank line before the signatures", "none");
  const signatures = parseSignatureLines(note.slice(split + 2));
  if (signatures.length === 0) throw malformed("a signature", "none");
  return { text: note.slice(0, split + 1), signatures };
}

/** Writes a signed note. @throws DomainError malformed on a text or name that no note may hold */
export function formatNote(note: Note): string {
  requireNoteText(note.text);
  if (!note.text.endsWith("\n")) throw malformed("a text that ends in a newline", "another end");
  if (note.signatures.length === 0) throw malformed("a signature", "none");
  return `${note.text}\n${formatSignatureLines(note.signatures)}`;
}

/** Reads signature lines alone, as a witness answers them. @throws DomainError malformed */
export function parseSignatureLines(lines: string): NoteSignature[] {
  if (lines === "") return [];
  if (!lines.endsWith("\n")) throw malformed("a newline after the last signature", "none");
  const split = lines.slice(0, -1).split("\n");
  if (split.length > signaturesMax) {
    throw malformed(`at most ${signaturesMax} signatures`, String(split.length));
  }
  return split.map(parseSignatureLine);
}

/** Writes signature lines: em dash, name, base64 of key ID ‖ signature. @throws DomainError malformed on a bad name */
export function formatSignatureLines(signatures: NoteSignature[]): string {
  return signatures
    .map(({ name, keyId, signature }) => {
      if (!isKeyName(name)) throw malformed("a key name without spaces and plus", JSON.stringify(name));
      return `— ${name} ${toBase64(concatBytes(fromHex(keyId), signature))}\n`;
    })
    .join("");
}

/**
 * Checks every signature that a known key claims and returns those, in the order of the note. Unknown keys are
 * ignored, and so are known keys of a type that is not verified here (ECDSA).
 * @throws VerificationError on a known key's signature that does not hold (step `step`, or "witness quorum" when it is
 * a cosignature), and when no known key signed at all
 */
export async function verifyNote(
  suite: CryptoSuite,
  note: Note,
  vkeys: readonly Vkey[],
  step = "log signature",
): Promise<VerifiedSignature[]> {
  const verified: VerifiedSignature[] = [];
  for (const { name, keyId, signature } of note.signatures) {
    const vkey = vkeys.find((known) => known.name === name && known.keyId === keyId);
    if (vkey?.type === signatureTypes.ed25519) {
      await verifyTextSignature(suite, note.text, vkey, signature, step);
      verified.push({ vkey });
    } else if (vkey !== undefined && isCosignatureType(vkey.type)) {
      verified.push({ vkey, time: await verifyCosignature(suite, note.text, vkey, signature) });
    }
  }
  if (verified.length === 0) {
    const known = vkeys.map((vkey) => vkey.name).join(", ");
    throw new VerificationError(step, `note: expected a signature of ${known || "a known key"}, got none`, {
      note,
    });
  }
  return verified;
}

async function verifyTextSignature(
  suite: CryptoSuite,
  text: string,
  vkey: Vkey,
  signature: Uint8Array,
  step: string,
): Promise<void> {
  if (await suite.verify({ alg: -19, bytes: vkey.publicKey }, utf8(text), signature)) return;
  const message = `note: expected a signature of ${vkey.name} over this text, got one that does not verify`;
  throw new VerificationError(step, message, { name: vkey.name, keyId: vkey.keyId, text });
}

function parseSignatureLine(line: string): NoteSignature {
  const [dash, name = "", encoded = "", ...rest] = line.split(" ");
  if (dash !== "—" || !isKeyName(name) || encoded === "" || rest.length > 0) {
    throw malformed('"— name base64"', JSON.stringify(line.slice(0, 80)));
  }
  const bytes = fromBase64(encoded);
  if (bytes.length < 5) throw malformed("a key ID and a signature", `${bytes.length} bytes`);
  return { name, keyId: toHex(bytes.subarray(0, 4)), signature: bytes.slice(4) };
}

function requireNoteText(text: string): void {
  if (text.length > noteLengthMax)
    throw malformed(`at most ${noteLengthMax} characters`, String(text.length));
  if (forbidden.test(text)) throw malformed("no control characters but newline", "one");
  if (!isWellFormed(text)) throw malformed("Unicode", "a lone surrogate");
}

function malformed(expected: string, got: string): DomainError {
  return new DomainError("malformed", `note: expected ${expected}, got ${got}`);
}
