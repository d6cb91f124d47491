/** Keys that sign checkpoints with a time: a witness's, and a log's own of type ML-DSA-44 (C2SP tlog-cosignature). */
import { randomBytes } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { fromHex, toHex } from "@/lib/bytes";
import { mlDsa44Keys, mlDsa44Lengths, signMlDsa44 } from "@/lib/crypto/noble-ml-dsa44";
import { DomainError } from "@/lib/errors";
import { encodeCosignature, messageToCosign } from "@/lib/note/cosignature";
import type { NoteSignature } from "@/lib/note/note";
import { makeVkey, signatureTypes, type Vkey } from "@/lib/note/vkey";
import type { Signer } from "./keystore";

/** A key that cosigns. */
export interface Cosigner {
  readonly vkey: Vkey;
  /** Signs a checkpoint's text as seen at `time`, seconds since 1970. @throws DomainError malformed on another text */
  cosign(noteText: string, time: number): Promise<NoteSignature>;
}

/** Makes the cosigner of an Ed25519 key (type 0x04). One name for one key: the message does not hold the name. */
export function ed25519Cosigner(name: string, signer: Signer): Cosigner {
  const vkey = makeVkey(name, signatureTypes.cosignatureEd25519, signer.key.bytes);
  return cosignerOf(vkey, (message) => signer.sign(message));
}

/**
 * Opens the ML-DSA-44 cosigner (type 0x06) whose 32-byte seed a file holds in hexadecimal; makes the file, mode 0600,
 * when there is none. Whole or not at all: a crash leaves no key, or a temporary file that is never read.
 * @throws DomainError malformed on a file that holds something else
 */
export async function openMlDsaCosigner(path: string, name: string): Promise<Cosigner> {
  const text = (await readFile(path, "utf8").catch(absent)) ?? (await makeSeed(path));
  if (!/^[0-9a-f]{64}\n$/.test(text)) {
    throw new DomainError(
      "malformed",
      `${path}: expected a seed of 64 hexadecimal digits, got something else`,
    );
  }
  const { publicKey, secretKey } = mlDsa44Keys(fromHex(text.trim()));
  const vkey = makeVkey(name, signatureTypes.cosignatureMlDsa44, publicKey);
  return cosignerOf(vkey, (message) => signMlDsa44(secretKey, message));
}

function cosignerOf(vkey: Vkey, sign: Signer["sign"]): Cosigner {
  const { name, keyId } = vkey;
  return {
    vkey,
    async cosign(noteText, time) {
      const signature = await sign(messageToCosign(vkey, time, noteText));
      return { name, keyId, signature: encodeCosignature({ time, signature }) };
    },
  };
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}

async function makeSeed(path: string): Promise<string> {
  const text = `${toHex(randomBytes(mlDsa44Lengths.seed))}\n`;
  const file = await open(`${path}.tmp`, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
  return text;
}
