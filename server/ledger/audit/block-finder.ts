/**
 * Finds where each payload block begins: every block says how long it is, so the headers are a chain. What is under them
 * is checked elsewhere.
 */
import { join } from "node:path";
import { BlockTable, blockHeaderBytes, decodeBlockHeader } from "../payload/block";
import { payloadName } from "../payload/payloads";
import { damaged, type Finding } from "./finding";
import type { PlainReads } from "./plain-reads";

/** Where a payload block begins. */
export interface BlockPlace {
  readonly path: string;
  readonly offset: number;
}

/** Small blocks are read many at a time. */
const windowBytes = 1 << 18;

export class BlockFinder {
  readonly #reads: PlainReads;
  readonly #dir: string;
  readonly #names: readonly string[];
  readonly #count: number;
  readonly #places = new Map<number, BlockPlace>();
  #found = 0;
  #segment = 0;
  #offset = 0;
  #end = 0;
  #last: BlockPlace | null = null;
  #window: { path: string; from: number; bytes: Uint8Array } = { path: "", from: 0, bytes: new Uint8Array() };
  /** Where the chain broke. */
  readonly findings: Finding[] = [];

  /** @param names of the files in `dir`, sorted @param count blocks there should be: one for each full tile */
  constructor(reads: PlainReads, options: { dir: string; names: readonly string[]; count: number }) {
    this.#reads = reads;
    this.#dir = options.dir;
    this.#names = options.names;
    this.#count = options.count;
  }

  /** Returns where block `n` begins, or null when the chain does not lead there. */
  place(n: number): BlockPlace | null {
    while (!this.#places.has(n) && this.#found < this.#count && this.#step());
    return this.#places.get(n) ?? null;
  }

  /** Says, when all were asked for, how many were not found. */
  *finish(): Generator<Finding> {
    while (this.#found < this.#count && this.#step());
    yield* this.findings.splice(0);
    if (this.#found >= this.#count) return;
    const path = join(this.#dir, this.#names.at(-1) ?? payloadName(0));
    const at = this.#last === null ? { path, offset: 0 } : { path: this.#last.path, offset: this.#end };
    const missing = `expected ${this.#count} payload blocks, found ${this.#found}; the others are not checked`;
    yield damaged(at.path, at.offset, missing);
  }

  /** Goes on by one block or one file; false when there are no more files. */
  #step(): boolean {
    const name = this.#names[this.#segment];
    if (name === undefined) return false;
    const path = join(this.#dir, name);
    const size = this.#reads.size(path);
    const offset = this.#offset;
    if (offset >= size) return this.#nextFile();
    const header = decodeBlockHeader(this.#read(path, offset));
    if (header === null || offset + header.length > size || header.n >= this.#count) {
      this.findings.push(this.#broken(path, offset));
      return this.#nextFile();
    }
    this.#last = { path, offset };
    this.#places.set(header.n, this.#last);
    this.#found++;
    this.#offset = offset + header.length;
    this.#end = this.#offset;
    return true;
  }

  #nextFile(): boolean {
    this.#segment++;
    this.#offset = 0;
    return true;
  }

  /** The block before may be to blame: its length leads here, and its CRC tells whether to believe it. */
  #broken(path: string, offset: number): Finding {
    const last = this.#last;
    if (last !== null && last.path === path) {
      const header = decodeBlockHeader(this.#reads.part(path, blockHeaderBytes, last.offset));
      const isWhole =
        header !== null && BlockTable.decode(this.#reads.part(path, header.tableEnd, last.offset));
      if (!isWhole) return brokenBlock(path, last.offset);
    }
    return brokenBlock(path, offset);
  }

  #read(path: string, offset: number): Uint8Array {
    const within = offset - this.#window.from;
    const { bytes } = this.#window;
    if (this.#window.path !== path || within < 0 || within + blockHeaderBytes > bytes.length) {
      // Large blocks are skipped over, so nothing but the header is worth reading.
      const isFar = within > 4 * windowBytes || (this.#window.path === path && within > bytes.length);
      const length = isFar ? blockHeaderBytes : windowBytes;
      this.#window = { path, from: offset, bytes: this.#reads.part(path, length, offset) };
    }
    return this.#window.bytes.subarray(offset - this.#window.from);
  }
}

/** Reports a block that cannot be read. */
export function brokenBlock(path: string, offset: number): Finding {
  return damaged(path, offset, "expected a payload block with a right CRC, got other bytes");
}
