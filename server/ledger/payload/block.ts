/**
 * A payload block: what the 256 entries of one full tile carry beside their statements.
 *
 * ```
 *   0  8  "suyuanP1"
 *   8  4  CRC-32C of bytes 12 … end of the table      12  4  trees
 *  16  8  tile index                                  24  8  number of the first tree in the log
 *  32  8  bytes of sealed trees                       40 24  zero
 *  64     256 × (u64 log time in ms ‖ u32 trees)
 *         the table: per tree 32 event root ‖ u32 sealed length ‖ u32 CRC-32C of the sealed bytes
 *         the sealed trees, in order
 * ```
 * Integers are big-endian. The sealed bytes have a CRC each, so that erasure can overwrite one tree's with zeros.
 */
import { concatBytes, equalBytes, utf8 } from "@/lib/bytes";
import { tileWidth } from "@/lib/tile/path";
import { crc32c } from "../crc32c";

const begin = utf8("suyuanP1");
export const blockHeaderBytes = 64;
const entryBytes = 12;
const treeBytes = 40;
const treesAt = blockHeaderBytes + tileWidth * entryBytes;

/** What a block says of one tree. */
export interface BlockTree {
  readonly root: Uint8Array;
  readonly sealedLength: number;
  readonly sealedCrc: number;
}

/** What a block says of one entry. */
export interface BlockEntry {
  readonly recordTimeMs: number;
  readonly trees: readonly BlockTree[];
}

/** Encodes a block up to its sealed bytes, which the caller writes after it. */
export function encodeBlock(n: number, firstTree: number, entries: readonly BlockEntry[]): Uint8Array {
  const trees = entries.flatMap((entry) => entry.trees);
  const bytes = new Uint8Array(treesAt + trees.length * treeBytes);
  const view = new DataView(bytes.buffer);
  bytes.set(begin);
  view.setUint32(12, trees.length);
  view.setBigUint64(16, BigInt(n));
  view.setBigUint64(24, BigInt(firstTree));
  view.setBigUint64(32, BigInt(trees.reduce((sum, tree) => sum + tree.sealedLength, 0)));
  for (const [i, entry] of entries.entries()) {
    view.setBigUint64(blockHeaderBytes + i * entryBytes, BigInt(entry.recordTimeMs));
    view.setUint32(blockHeaderBytes + i * entryBytes + 8, entry.trees.length);
  }
  for (const [i, tree] of trees.entries()) {
    bytes.set(tree.root, treesAt + i * treeBytes);
    view.setUint32(treesAt + i * treeBytes + 32, tree.sealedLength);
    view.setUint32(treesAt + i * treeBytes + 36, tree.sealedCrc);
  }
  view.setUint32(8, crc32c(bytes.subarray(12)));
  return bytes;
}

/** The sizes in a block's header; they are trusted only once the whole block's CRC holds. */
export interface BlockHeader {
  readonly n: number;
  readonly firstTree: number;
  readonly treeCount: number;
  /** Bytes before the sealed trees. */
  readonly tableEnd: number;
  /** Bytes of the whole block. */
  readonly length: number;
}

/** Reads a block's header; null when it does not begin one. */
export function decodeBlockHeader(bytes: Uint8Array): BlockHeader | null {
  if (bytes.length < blockHeaderBytes || !equalBytes(bytes.subarray(0, 8), begin)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const treeCount = view.getUint32(12);
  const tableEnd = treesAt + treeCount * treeBytes;
  return {
    n: Number(view.getBigUint64(16)),
    firstTree: Number(view.getBigUint64(24)),
    treeCount,
    tableEnd,
    length: tableEnd + Number(view.getBigUint64(32)),
  };
}

/** A block's table, decoded lazily from its bytes: a block of large documents has very many trees. */
export class BlockTable {
  readonly header: BlockHeader;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Number of the first tree of each entry within the block; one more for the end. */
  readonly #firstTrees: Uint32Array;
  /** Offset of each tree's sealed bytes within the block; one more for the end. */
  readonly #sealedOffsets: Float64Array;

  private constructor(header: BlockHeader, bytes: Uint8Array) {
    this.header = header;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#firstTrees = new Uint32Array(tileWidth + 1);
    for (let i = 0; i < tileWidth; i++) {
      const count = this.#view.getUint32(blockHeaderBytes + i * entryBytes + 8);
      this.#firstTrees[i + 1] = (this.#firstTrees[i] ?? 0) + count;
    }
    this.#sealedOffsets = new Float64Array(header.treeCount + 1);
    this.#sealedOffsets[0] = header.tableEnd;
    for (let i = 0; i < header.treeCount; i++) {
      this.#sealedOffsets[i + 1] =
        (this.#sealedOffsets[i] ?? 0) + this.#view.getUint32(treesAt + i * treeBytes + 32);
    }
  }

  /** Reads the bytes up to the sealed trees; null when the CRC does not hold or the counts contradict each other. */
  static decode(bytes: Uint8Array): BlockTable | null {
    const header = decodeBlockHeader(bytes);
    if (header === null || header.tableEnd !== bytes.length) return null;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (view.getUint32(8) !== crc32c(bytes.subarray(12))) return null;
    const table = new BlockTable(header, bytes);
    const isWhole = table.#firstTrees[tileWidth] === header.treeCount;
    return isWhole && table.#sealedOffsets[header.treeCount] === header.length ? table : null;
  }

  /** Bytes it takes in memory, about. */
  get weight(): number {
    return this.#bytes.length + this.#sealedOffsets.byteLength + this.#firstTrees.byteLength;
  }

  recordTimeMs(i: number): number {
    return Number(this.#view.getBigUint64(blockHeaderBytes + i * entryBytes));
  }

  /** Returns the trees of entry `i` of the block: first ≤ tree < end, counted within the block. */
  treesOf(i: number): { first: number; end: number } {
    return { first: this.#firstTrees[i] ?? 0, end: this.#firstTrees[i + 1] ?? 0 };
  }

  tree(tree: number): BlockTree {
    const at = treesAt + tree * treeBytes;
    return {
      root: this.#bytes.subarray(at, at + 32),
      sealedLength: this.#view.getUint32(at + 32),
      sealedCrc: this.#view.getUint32(at + 36),
    };
  }

  /** Returns where a tree's sealed bytes begin within the block; of `treeCount`, where the block ends. */
  sealedOffset(tree: number): number {
    return this.#sealedOffsets[tree] ?? 0;
  }
}

/** Joins a block's table and its sealed trees: for tests and small blocks. */
export function wholeBlock(table: Uint8Array, sealed: readonly Uint8Array[]): Uint8Array {
  return concatBytes(table, ...sealed);
}
