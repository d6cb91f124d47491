/** What the payload files hold of single events, once all blocks are found. */
import { tileWidth } from "@/lib/tile/path";
import type { EventPlace } from "../erasure/wal-copy";
import type { BlockTable } from "../payload/block";
import { isZero, secretBytes } from "../wal/frame";
import type { BlockFinder, BlockPlace } from "./block-finder";
import { type PayloadTask, placeOfSecret, readBlock } from "./payload-check";

/** Something stored of an event, and where. */
export interface StoredPart extends BlockPlace {
  readonly what: "secret" | "sealed bytes";
}

export class PayloadLookup {
  readonly #task: PayloadTask;
  readonly #finder: BlockFinder;

  constructor(task: PayloadTask, finder: BlockFinder) {
    this.#task = task;
    this.#finder = finder;
  }

  /** Returns how many trees an entry in a tile has; null when its block cannot be read. */
  treeCountOf(leafIndex: number): number | null {
    const own = this.#blockOf(leafIndex)?.table.treesOf(leafIndex % tileWidth);
    return own === undefined ? null : own.end - own.first;
  }

  /** Lists what is still there of an event that is said to be erased. */
  leftOf({ leafIndex, ordinal }: EventPlace): StoredPart[] {
    const block = this.#blockOf(leafIndex);
    const own = block?.table.treesOf(leafIndex % tileWidth);
    if (block === null || own === undefined || own.first + ordinal >= own.end) return [];
    const { table, place } = block;
    const inBlock = own.first + ordinal;
    const offset = place.offset + table.sealedOffset(inBlock);
    const sealed = this.#task.reads.part(place.path, table.tree(inBlock).sealedLength, offset);
    const secretPlace = placeOfSecret(this.#task.dir, table.header.firstTree + inBlock);
    const secret = this.#task.reads.part(secretPlace.path, secretBytes, secretPlace.offset);
    const left: StoredPart[] = [];
    if (!isZero(secret)) left.push({ ...secretPlace, what: "secret" });
    if (!isZero(sealed)) left.push({ path: place.path, offset, what: "sealed bytes" });
    return left;
  }

  #blockOf(leafIndex: number): { table: BlockTable; place: BlockPlace } | null {
    const n = Math.floor(leafIndex / tileWidth);
    const place = this.#finder.place(n);
    const { table } = readBlock(this.#task, n, place);
    return table === null || place === null ? null : { table, place };
  }
}
