/** Keys as files: one PKCS#8 PEM per label, readable by their owner only. */
import type { KeyObject } from "node:crypto";
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { mkdir, open, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { concatBytes, toHex } from "@/lib/bytes";
import type { PublicKey, SignatureAlgorithm } from "@/lib/crypto/suite";
import { DomainError } from "@/lib/errors";
import { keyThumbprint } from "@/lib/statement/cose-key";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { KeyListing, Keystore, Signer } from "./keystore";

const extension = ".pem";
const labelPattern = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}$/;

/**
 * Opens the keystore of a folder (`<data>/keys`), made with mode 0700 when absent, and reads its keys.
 * @throws DomainError `malformed` naming a file that is no Ed25519 or P-256 private key
 */
export async function openFileKeystore(folder: string): Promise<Keystore> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const store = new FileKeystore(folder);
  for (const name of (await readdir(folder)).sort()) if (name.endsWith(extension)) await store.load(name);
  return store;
}

class FileKeystore implements Keystore {
  readonly #folder: string;
  /** By kid in lower-case hex. */
  readonly #signers = new Map<string, { label: string; signer: Signer }>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async create(label: string, alg: SignatureAlgorithm = -19): Promise<Signer> {
    if (!labelPattern.test(label)) {
      throw new DomainError(
        "malformed",
        `label: expected letters, digits, ".", "_" and "-", got ${JSON.stringify(label)}`,
      );
    }
    if ((await readdir(this.#folder)).includes(label + extension)) {
      throw new DomainError("conflict", `label: expected a new one, got ${label}`);
    }
    const { privateKey } =
      alg === -19 ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "P-256" });
    await this.#write(label, privateKey.export({ format: "pem", type: "pkcs8" }).toString());
    return this.#add(label, privateKey);
  }

  async signer(kidHex: string): Promise<Signer> {
    const known = this.#signers.get(kidHex);
    if (known === undefined)
      throw new DomainError("not_found", `kid: expected a key of this keystore, got ${kidHex}`);
    return known.signer;
  }

  async list(): Promise<KeyListing[]> {
    return [...this.#signers.values()]
      .map(({ label, signer }) => ({ label, kid: signer.kid, key: signer.key }))
      .sort((a, b) => (a.label < b.label ? -1 : 1));
  }

  async load(name: string): Promise<void> {
    const path = join(this.#folder, name);
    try {
      this.#add(name.slice(0, -extension.length), createPrivateKey(await readFile(path)));
    } catch (cause) {
      throw new DomainError(
        "malformed",
        `${path}: expected an Ed25519 or P-256 key in PKCS#8 PEM, got another file`,
        {
          cause,
        },
      );
    }
  }

  #add(label: string, privateKey: KeyObject): Signer {
    const signer = signerOf(privateKey);
    this.#signers.set(toHex(signer.kid), { label, signer });
    return signer;
  }

  /** Whole or not at all: a crash leaves no key, or a temporary file that is never read. */
  async #write(label: string, pem: string): Promise<void> {
    const path = join(this.#folder, label + extension);
    const file = await open(`${path}.tmp`, "w", 0o600);
    try {
      await file.writeFile(pem);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.tmp`, path);
    const folder = await open(this.#folder, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}

/** Makes the signer of a private key held in memory. @throws DomainError `unsupported` on another kind of key */
export function signerOf(privateKey: KeyObject): Signer {
  const key = publicKeyOf(privateKey);
  return {
    key,
    kid: keyThumbprint(nodeSuite.sha256, key),
    sign: (message) =>
      key.alg === -19
        ? sign(null, message, privateKey)
        : sign("sha256", message, { key: privateKey, dsaEncoding: "ieee-p1363" }),
  };
}

function publicKeyOf(privateKey: KeyObject): PublicKey {
  const { kty, crv, x, y } = createPublicKey(privateKey).export({ format: "jwk" });
  if (kty === "OKP" && crv === "Ed25519") return { alg: -19, bytes: fromJwk(x) };
  if (kty === "EC" && crv === "P-256") {
    return { alg: -9, bytes: concatBytes(Uint8Array.of(4), fromJwk(x), fromJwk(y)) };
  }
  throw new DomainError("unsupported", `key: expected Ed25519 or P-256, got ${kty} ${crv ?? ""}`);
}

function fromJwk(coordinate: string | undefined): Uint8Array {
  return new Uint8Array(Buffer.from(coordinate ?? "", "base64url"));
}
