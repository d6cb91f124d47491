/** Reads the payload and secrets files again: every table, seal, secret and event root. */
import { join } from "node:path";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { tileWidth } from "@/lib/tile/path";
import { crc32c } from "../crc32c";
import type { Files, OpenFile } from "../files";
import { BlockTable, blockHeaderBytes, decodeBlockHeader } from "../payload/block";
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
  readonly erased: ErasedTree[] = [];

  constructor(suite: CryptoSuite, files: Files, dir: string) {
    this.#suite = suite;
    this.#files = files;
    this.#dir = join(dir, "payload");
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
      yield { severity: "error", where: this.#dir, message: missing };
    }
  }

  block(n: number): FoundBlock | null {
    return this.#blocks.get(n) ?? null;
  }

  /** Checks every tree of a block, entry by entry. */
  async *check(n: number): AsyncGenerator<Finding> {
    const block = this.#blocks.get(n);
    if (block === undefined) return;
    for (let i = 0; i < tileWidth; i++) {
      const { first, end } = block.table.treesOf(i);
      for (let tree = first; tree < end; tree++) {
        yield* this.#checkTree(block, tree, `${n * tileWidth + i}.${tree - first}`);
      }
    }
  }

  async *#findIn(file: OpenFile, blockCount: number): AsyncGenerator<Finding> {
    const size = await file.size();
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
    }
  }

  async *#checkTree({ table, file, offset }: FoundBlock, tree: number, id: string): AsyncGenerator<Finding> {
    const { root, sealedCrc } = table.tree(tree);
    const from = table.sealedOffset(tree);
    const sealed = await file.read(table.sealedOffset(tree + 1) - from, offset + from);
    const number = table.header.firstTree + tree;
    const place = this.#secrets.placeOf(number);
    let secret: Uint8Array;
    try {
      secret = await this.#secrets.read(number, 1);
    } catch (error) {
      yield findingOf(error, `${place.path}:${place.offset}`);
      return;
    }
    if (secret.length === secretBytes && isZero(secret)) {
      this.erased.push({ id, ...place });
      return;
    }
    const fault = faultOf(this.#suite, logTree(root, sealed, secret));
    if (crc32c(sealed) !== sealedCrc) {
      yield damaged(file.path, offset + from, `event ${id}: expected its sealed bytes, got changed ones`);
    } else if (fault === "seal") {
      yield damaged(
        place.path,
        place.offset,
        `event ${id}: expected the secret that opens its seal, got another`,
      );
    } else if (fault === "root") {
      yield damaged(
        file.path,
        offset + from,
        `event ${id}: expected an event of the signed root under the seal`,
      );
    }
  }
}
