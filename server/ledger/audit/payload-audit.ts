/** Reads the payload and secrets files again: every table, seal, secret and event root. */
import { join } from "node:path";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { tileWidth } from "@/lib/tile/path";
import { crc32c } from "../crc32c";
import type { EventPlace } from "../erasure/wal-copy";
import type { Files, OpenFile } from "../files";
import { BlockTable, blockHeaderBytes, decodeBlockHeader } from "../payload/block";
import { payloadName } from "../payload/payloads";
import { Secrets } from "../payload/secrets";
import { isZero, logTree, secretBytes } from "../wal/frame";
import { damaged, type Finding, findingOf } from "./finding";
import { faultOf } from "./tree-contents";

/** A block as found on disk. */
export interface FoundBlock {
  readonly table: BlockTable;
  readonly file: OpenFile;
  readonly offset: number;
}

/** An event whose secret is all zeros. */
export interface ErasedTree {
  readonly id: string;
  readonly path: string;
  readonly offset: number;
}

export class PayloadAudit {
  readonly #suite: CryptoSuite;
  readonly #files: Files;
  readonly #dir: string;
  readonly #secrets: Secrets;
  readonly #blocks = new Map<number, FoundBlock>();
  /** Where the blocks found so far end. */
  #end: { path: string; offset: number };
  readonly erased: ErasedTree[] = [];

  constructor(suite: CryptoSuite, files: Files, dir: string) {
    this.#suite = suite;
    this.#files = files;
    this.#dir = join(dir, "payload");
    this.#end = { path: join(this.#dir, payloadName(0)), offset: 0 };
    this.#secrets = new Secrets(files, join(dir, "secrets"), "read");
  }

  /** Finds the blocks of the first `blockCount` tiles and checks each table's CRC. */
  async *find(blockCount: number): AsyncGenerator<Finding> {
    for (const name of await this.#files.list(this.#dir)) {
      const file = await this.#files.open(join(this.#dir, name), "read");
      yield* this.#findIn(file, blockCount);
    }
    if (this.#blocks.size < blockCount) {
      const missing = `expected ${blockCount} payload blocks, found ${this.#blocks.size}; the others are not checked`;
      yield damaged(this.#end.path, this.#end.offset, missing);
    }
  }

  block(n: number): FoundBlock | null {
    return this.#blocks.get(n) ?? null;
  }

  /** Lists what the secrets and payload files still hold of an event that is said to be erased. */
  async leftOf({
    leafIndex,
    ordinal,
  }: EventPlace): Promise<{ path: string; offset: number; what: string }[]> {
    const block = this.#blocks.get(Math.floor(leafIndex / tileWidth));
    const own = block?.table.treesOf(leafIndex % tileWidth);
    if (block === undefined || own === undefined || own.first + ordinal >= own.end) return [];
    const { table, file, offset } = block;
    const [tree, inBlock] = [table.header.firstTree + own.first + ordinal, own.first + ordinal];
    const from = offset + table.sealedOffset(inBlock);
    const sealed = await file.read(table.tree(inBlock).sealedLength, from);
    const left: { path: string; offset: number; what: string }[] = [];
    const isSecretLeft = !isZero(await this.#secrets.read(tree, 1));
    if (isSecretLeft) left.push({ ...this.#secrets.placeOf(tree), what: "secret" });
    if (!isZero(sealed)) left.push({ path: file.path, offset: from, what: "sealed bytes" });
    return left;
  }

  /** Checks every tree of a block, entry by entry. */
  async *check(n: number): AsyncGenerator<Finding> {
    const block = this.#blocks.get(n);
    if (block === undefined) return;
    const { firstTree, treeCount } = block.table.header;
    let secrets: Uint8Array;
    try {
      secrets = await this.#secrets.read(firstTree, treeCount);
    } catch (error) {
      const { path, offset } = this.#secrets.placeOf(firstTree);
      yield findingOf(error, `${path}:${offset}`);
      return;
    }
    const sealed = new SealedWindow(block);
    for (let i = 0; i < tileWidth; i++) {
      const { first, end } = block.table.treesOf(i);
      for (let tree = first; tree < end; tree++) {
        const secret = secrets.subarray(tree * secretBytes, (tree + 1) * secretBytes);
        yield* this.#checkTree(block, {
          tree,
          id: `${n * tileWidth + i}.${tree - first}`,
          secret,
          sealed: await sealed.read(tree),
        });
      }
    }
  }

  async *#findIn(file: OpenFile, blockCount: number): AsyncGenerator<Finding> {
    const size = await file.size();
    this.#end = { path: file.path, offset: 0 };
    // Blocks the head does not count are written again by the next start.
    for (let offset = 0; offset < size && this.#blocks.size < blockCount; ) {
      const header = decodeBlockHeader(await file.read(blockHeaderBytes, offset));
      const isInside = header !== null && offset + header.length <= size && header.n < blockCount;
      const table = isInside ? BlockTable.decode(await file.read(header.tableEnd, offset)) : null;
      if (table === null) {
        yield damaged(file.path, offset, "expected a payload block with a right CRC, got other bytes");
        return;
      }
      this.#blocks.set(table.header.n, { table, file, offset });
      offset += table.header.length;
      this.#end = { path: file.path, offset };
    }
  }

  *#checkTree(
    { table, file, offset }: FoundBlock,
    { tree, id, secret, sealed }: { tree: number; id: string; secret: Uint8Array; sealed: Uint8Array },
  ): Generator<Finding> {
    const { root, sealedCrc } = table.tree(tree);
    const place = this.#secrets.placeOf(table.header.firstTree + tree);
    const from = offset + table.sealedOffset(tree);
    if (secret.length === secretBytes && isZero(secret)) {
      this.erased.push({ id, ...place });
      return;
    }
    const fault = faultOf(this.#suite, logTree(root, sealed, secret));
    if (crc32c(sealed) !== sealedCrc) {
      yield damaged(file.path, from, `event ${id}: expected its sealed bytes, got changed ones`);
    } else if (fault === "seal") {
      yield damaged(
        place.path,
        place.offset,
        `event ${id}: expected the secret that opens its seal, got another`,
      );
    } else if (fault === "root") {
      yield damaged(file.path, from, `event ${id}: expected an event of the signed root under the seal`);
    }
  }
}

const windowBytes = 1 << 20;

/** Sealed trees of one block, read in order, about a megabyte at a time. */
class SealedWindow {
  readonly #block: FoundBlock;
  #from = 0;
  #bytes: Uint8Array = new Uint8Array();

  constructor(block: FoundBlock) {
    this.#block = block;
  }

  async read(tree: number): Promise<Uint8Array> {
    const { table, file, offset } = this.#block;
    const [from, to] = [table.sealedOffset(tree), table.sealedOffset(tree + 1)];
    if (to > this.#from + this.#bytes.length) {
      const length = Math.min(table.header.length - from, Math.max(windowBytes, to - from));
      this.#bytes = await file.read(length, offset + from);
      this.#from = from;
    }
    return this.#bytes.subarray(from - this.#from, to - this.#from);
  }
}
