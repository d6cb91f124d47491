/**
 * The hashing kernel: an event's salts, leaves and tree in one linear memory, without a call for each hash. Byte for byte
 * what `commitEvent` gives with any other suite; that is tested.
 */
import type { FieldText } from "@/lib/fields/field-text";
import { assemble } from "./assembler";
import {
  copyWriter,
  leafOverheadBytes,
  leafRowBytes,
  leavesWriter,
  padWriter,
  treeWriter,
} from "./field-tree";
import { compressWriter, hashManyWriter, jobBytes } from "./sha256-lanes";
import { permuteWriter, roundConstantBytes, roundConstants, shake256Writer } from "./shake256";

type Address = number;

interface Functions {
  memory: WebAssembly.Memory;
  shake256(message: Address, length: number, output: Address, wanted: number, state: Address): void;
  hashMany(jobs: Address, count: number, scratch: Address): void;
  leaves(
    table: Address,
    count: number,
    salts: Address,
    messages: Address,
    jobs: Address,
    hashes: Address,
    alphabet: Address,
  ): void;
  tree(hashes: Address, count: number, messages: Address, jobs: Address, scratch: Address): void;
}

const pageBytes = 65_536;
const saltLabel = Buffer.from("suyuan/salts/v1\n");
const sealLabel = Buffer.from("suyuan/seal/v1\n");
const sealBytes = 44;

/** Where fixed things stand; all else begins at `arena`. */
const state = roundConstantBytes;
const alphabet = 400;
const scratch = 464;
const saltMessage = 656;
const sealMessage = 704;
const emptyPointer = 752;
const sealKey = 768;
const arena = 1_024;

/** The functions by their index in the module. */
function makeModule(): WebAssembly.Module {
  const bytes = assemble(
    {
      copy: copyWriter(),
      pad: padWriter(),
      compress: compressWriter(),
      hashMany: hashManyWriter(2),
      leaves: leavesWriter(0, 1),
      tree: treeWriter(3),
      permute: permuteWriter(),
      shake256: shake256Writer(6, 0),
    },
    4,
  );
  return new WebAssembly.Module(bytes);
}

/** What the commitment to one event gives. */
export interface Commitment {
  /** Event root, 32 bytes. */
  root: Uint8Array;
  /** JCS of the event: what is sealed. A view of the kernel's memory, valid until its next use. */
  canonicalBytes: Uint8Array;
  /** 32 bytes of key, then 12 of nonce, for the seal; a view as well. */
  sealKey: Uint8Array;
}

export class HashKernel {
  readonly #functions: Functions;
  #bytes: Buffer;
  #words: Int32Array;

  constructor() {
    const { exports } = new WebAssembly.Instance(makeModule());
    this.#functions = exports as unknown as Functions;
    [this.#bytes, this.#words] = this.#views();
    this.#bytes.set(new Uint8Array(roundConstants().buffer), 0);
    this.#bytes.write("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", alphabet);
    this.#bytes.set(saltLabel, saltMessage);
    this.#bytes.set(sealLabel, sealMessage);
    this.#bytes.write('""', emptyPointer);
  }

  /**
   * Commits an event to its fields.
   * @param text of the event in normal form
   * @param secret 32 bytes, random, this event's own
   */
  commit(text: FieldText, secret: Uint8Array): Commitment {
    const count = text.spans.length / 4 + 1;
    const textBytesMax = 3 * (text.canonical.length + text.manifest.length);
    const table = arena;
    const salts = table + leafRowBytes * count;
    const jobs = salts + 16 * count + 256;
    const hashes = jobs + jobBytes * count + 16;
    const canonicalAt = hashes + 32 * count + 16;
    const messages = canonicalAt + textBytesMax + 16;
    this.#makeRoom(messages + 2 * textBytesMax + leafOverheadBytes * count + pageBytes / 4);
    const end = this.#writeText(text, canonicalAt, table);
    const f = this.#functions;
    this.#derive(secret, salts, count);
    f.leaves(table, count, salts, messages, jobs, hashes, alphabet);
    f.hashMany(jobs, count, scratch);
    f.tree(hashes, count, messages, jobs, scratch);
    return {
      root: new Uint8Array(this.#bytes.subarray(hashes, hashes + 32)),
      canonicalBytes: this.#bytes.subarray(canonicalAt, end),
      sealKey: this.#bytes.subarray(sealKey, sealKey + sealBytes),
    };
  }

  /** Computes the root over 32-byte leaf inputs that stand one after another (RFC 9162 §2.1.1); at least one. */
  rootOf(inputs: Uint8Array): Uint8Array {
    const count = inputs.length / 32;
    const jobs = arena;
    const hashes = jobs + jobBytes * count + 16;
    const messages = hashes + 32 * count + 16;
    this.#makeRoom(messages + 64 * count + 128);
    const bytes = this.#bytes.fill(0, messages, messages + 64 * count);
    for (let i = 0; i < count; i++) {
      const message = messages + 64 * i;
      bytes.set(inputs.subarray(32 * i, 32 * i + 32), message + 1);
      bytes[message + 33] = 0x80;
      bytes.writeUInt16BE(33 * 8, message + 62);
      this.#words.set([message, 1, hashes + 32 * i], (jobs + jobBytes * i) / 4);
    }
    this.#functions.hashMany(jobs, count, scratch);
    this.#functions.tree(hashes, count, messages, jobs, scratch);
    return new Uint8Array(bytes.subarray(hashes, hashes + 32));
  }

  /** Hashes SHA-256(prefix ‖ message) of each message; returns the hashes joined, a copy. */
  hashPrefixed(prefix: number, messages: readonly Uint8Array[]): Uint8Array {
    const count = messages.length;
    const jobs = arena;
    const hashes = jobs + jobBytes * count + 16;
    let at = (hashes + 32 * count + 63) & ~63;
    this.#makeRoom(messages.reduce((end, { length }) => end + 64 * blocksOf(length + 1), at));
    const bytes = this.#bytes;
    for (let i = 0; i < count; i++) {
      const message = messages[i] ?? nothing;
      const blocks = blocksOf(message.length + 1);
      const job = (jobs + jobBytes * i) / 4;
      this.#words[job] = at;
      this.#words[job + 1] = blocks;
      this.#words[job + 2] = hashes + 32 * i;
      bytes[at] = prefix;
      bytes.set(message, at + 1);
      const end = at + 64 * blocks;
      bytes.fill(0, at + 1 + message.length, end);
      bytes[at + 1 + message.length] = 0x80;
      bytes.writeUInt32BE((message.length + 1) * 8, end - 4);
      at = end;
    }
    this.#functions.hashMany(jobs, count, scratch);
    return new Uint8Array(bytes.subarray(hashes, hashes + 32 * count));
  }

  #derive(secret: Uint8Array, salts: Address, count: number): void {
    const bytes = this.#bytes;
    bytes.set(secret, saltMessage + saltLabel.length);
    bytes.set(secret, sealMessage + sealLabel.length);
    const f = this.#functions;
    f.shake256(saltMessage, saltLabel.length + 32, salts, 16 * count, state);
    f.shake256(sealMessage, sealLabel.length + 32, sealKey, sealBytes, state);
  }

  /** Writes canonical text, manifest and the table of leaves; returns the end of the canonical bytes. */
  #writeText({ canonical, manifest, spans }: FieldText, canonicalAt: Address, table: Address): Address {
    const bytes = this.#bytes;
    const canonicalEnd = canonicalAt + bytes.write(canonical, canonicalAt, "utf8");
    const manifestEnd = canonicalEnd + bytes.write(manifest, canonicalEnd, "utf8");
    const isAscii = manifestEnd - canonicalAt === canonical.length + manifest.length;
    const places = isAscii ? spans : inBytes(canonical, manifest, spans);
    const words = this.#words;
    let at = table / 4;
    words[at++] = emptyPointer;
    words[at++] = 2;
    words[at++] = canonicalEnd;
    words[at++] = manifestEnd - canonicalEnd;
    for (let i = 0; i < places.length; i += 4) {
      const pointerAt = places[i] ?? 0;
      const valueAt = places[i + 2] ?? 0;
      words[at++] = canonicalEnd + pointerAt;
      words[at++] = (places[i + 1] ?? 0) - pointerAt;
      words[at++] = canonicalAt + valueAt;
      words[at++] = (places[i + 3] ?? 0) - valueAt;
    }
    return canonicalEnd;
  }

  #makeRoom(bytes: number): void {
    const missing = bytes - this.#bytes.length;
    if (missing <= 0) return;
    this.#functions.memory.grow(Math.ceil(missing / pageBytes));
    [this.#bytes, this.#words] = this.#views();
  }

  #views(): [Buffer, Int32Array] {
    const { buffer } = this.#functions.memory;
    return [Buffer.from(buffer), new Int32Array(buffer)];
  }
}

const nothing = new Uint8Array();

/** Blocks of a message padded (FIPS 180-4 §5.1.1), up to 2^29 bytes. */
function blocksOf(length: number): number {
  return Math.ceil((length + 9) / 64);
}

let kernel: HashKernel | null = null;

/** Returns this thread's kernel, made when it is first asked for (some 60 ms). */
export function hashKernel(): HashKernel {
  kernel ??= new HashKernel();
  return kernel;
}

/** Turns places in UTF-16 units into places in UTF-8 bytes. */
function inBytes(canonical: string, manifest: string, spans: readonly number[]): number[] {
  const places = [...spans];
  columnInBytes(manifest, places, 0);
  columnInBytes(canonical, places, 2);
  return places;
}

function columnInBytes(text: string, places: number[], column: number): void {
  let units = 0;
  let bytes = 0;
  for (let i = column; i < places.length; i += i % 2 === 0 ? 1 : 3) {
    const until = places[i] ?? 0;
    bytes += Buffer.byteLength(text.slice(units, until));
    units = until;
    places[i] = bytes;
  }
}
