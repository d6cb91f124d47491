/**
 * The log as an issuer: its COSE key is the Ed25519 key of its vkey, so that one pinned vkey is enough to know it.
 * The two uses cannot be confused: a checkpoint is text, a Sig_structure begins with byte 0x84.
 */
import type { PublicKey } from "@/lib/crypto/suite";
import { DomainError } from "@/lib/errors";
import { parseVkey, signatureTypes, type Vkey } from "@/lib/note/vkey";
import { ed25519 } from "./cose-key";

/** Names the log as an issuer: `https://` and its origin. */
export function logIssuer(origin: string): string {
  return `https://${origin}`;
}

/**
 * Reads the log's vkey and the COSE key that it stands for.
 * @param text C2SP signed-note verifier key, type 01
 * @throws DomainError malformed; unsupported on another signature type
 */
export function logKeyOf(text: string): { vkey: Vkey; key: PublicKey } {
  const vkey = parseVkey(text);
  if (vkey.type !== signatureTypes.ed25519) {
    throw new DomainError("unsupported", `vkey: expected an Ed25519 key (type 1), got type ${vkey.type}`);
  }
  return { vkey, key: { alg: ed25519, bytes: vkey.publicKey } };
}
