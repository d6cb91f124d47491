/** A dishonest log: two trees that share their first leaves, both signed by its key, with proofs along either. */
import { createPrivateKey } from "node:crypto";
import { concatBytes, fromHex, utf8 } from "@/lib/bytes";
import { consistencyProof } from "@/lib/merkle/proof";
import { rootOfHashes } from "@/lib/merkle/tree";
import { formatAddCheckpoint } from "@/lib/note/add-checkpoint";
import { formatCheckpoint } from "@/lib/note/checkpoint";
import { formatNote } from "@/lib/note/note";
import { makeVkey, type Vkey } from "@/lib/note/vkey";
import { nodeSuite } from "@/server/crypto/node-suite";
import { signerOf } from "@/server/keystore/file-keystore";

const { sha256 } = nodeSuite;
const pkcs8Prefix = fromHex("302e020100300506032b657004220420");

export class ForkedLog {
  readonly vkey: Vkey;
  readonly origin: string;
  readonly #signer;
  readonly #shared: number;
  readonly #roots = new Map<string, Uint8Array>();

  constructor(origin: string, shared: number, seed = 7) {
    const der = Buffer.from(concatBytes(pkcs8Prefix, new Uint8Array(32).fill(seed)));
    this.#signer = signerOf(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
    this.vkey = makeVkey(origin, 1, this.#signer.key.bytes);
    this.origin = origin;
    this.#shared = shared;
  }

  /** Leaf hashes of a branch. */
  leaves(branch: number, size: number): Uint8Array[] {
    const leaf = (i: number) => sha256(utf8(i < this.#shared ? `leaf ${i}` : `leaf ${i} of ${branch}`));
    return Array.from({ length: size }, (_, i) => leaf(i));
  }

  /** Root of a branch. */
  root(branch: number, size: number): Uint8Array {
    const id = `${branch} ${size}`;
    const known = this.#roots.get(id) ?? rootOfHashes(sha256, this.leaves(branch, size));
    this.#roots.set(id, known);
    return known;
  }

  /** Signed checkpoint of a branch. */
  async note(branch: number, size: number): Promise<string> {
    const text = formatCheckpoint({ origin: this.origin, size, rootHash: this.root(branch, size) });
    const { name, keyId } = this.vkey;
    return formatNote({
      text,
      signatures: [{ name, keyId, signature: await this.#signer.sign(utf8(text)) }],
    });
  }

  /** Consistency proof along a branch; none from 0. */
  async proof(branch: number, from: number, to: number): Promise<Uint8Array[]> {
    if (from === 0 || from === to) return [];
    const leaves = this.leaves(branch, to);
    const read = (ids: { level: number; index: number }[]) =>
      ids.map(({ level, index }) =>
        rootOfHashes(sha256, leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)),
      );
    return consistencyProof({ read }, sha256, from, to);
  }

  /** A request to a witness. */
  async request(branch: number, from: number, to: number): Promise<string> {
    const [proof, note] = [await this.proof(branch, from, to), await this.note(branch, to)];
    return formatAddCheckpoint({ oldSize: from, proof, note });
  }
}
