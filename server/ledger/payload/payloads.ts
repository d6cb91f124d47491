/**
 * The payload files: for each full tile one block, appended to numbered segments. Which block is where is held in
 * memory as two numbers a block, read from the block headers at start.
 */
import { join } from "node:path";
import { invariant } from "@/lib/errors";
import { BoundedCache } from "../bounded-cache";
import { LedgerDamage } from "../damage";
import type { Files, OpenFile } from "../files";
import { writeAll } from "../files";
import { isZero } from "../wal/frame";
import { BlockTable, blockHeaderBytes, decodeBlockHeader } from "./block";

const cacheBytes = 8 << 20;

export class Payloads {
  readonly #files: Files;
  readonly #dir: string;
  readonly #segmentBytes: number;
  readonly #segments: OpenFile[];
  /** Per block: its segment, and its offset there. */
  readonly #segmentOf: number[] = [];
  readonly #offsetOf: number[] = [];
  #end = 0;
  readonly #unsynced = new Set<OpenFile>();
  readonly #tables = new BoundedCache<BlockTable>(cacheBytes);

  private constructor(files: Files, options: { dir: string; segmentBytes: number }, segments: OpenFile[]) {
    this.#files = files;
    this.#dir = options.dir;
    this.#segmentBytes = options.segmentBytes;
    this.#segments = segments;
  }

  /**
   * Opens the segments and finds the first `blockCount` blocks.
   * @throws LedgerDamage when one of the blocks is not there
   */
  static async open(
    files: Files,
    options: { dir: string; segmentBytes: number; blockCount: number; mode: "read" | "update" },
  ): Promise<Payloads> {
    if (options.mode === "update") await files.makeFolder(options.dir);
    const names = (await files.list(options.dir)).filter((name) => /^\d{8}\.seg$/.test(name));
    for (const [i] of names.entries()) {
      if (names[i] === payloadName(i)) continue;
      throw new LedgerDamage(join(options.dir, payloadName(i)), 0, "expected a payload segment, got none");
    }
    const segments = await Promise.all(
      names.map((name) => files.open(join(options.dir, name), options.mode)),
    );
    const payloads = new Payloads(files, options, segments);
    await payloads.#find(options.blockCount);
    return payloads;
  }

  /** Full tiles that have their block. */
  get blockCount(): number {
    return this.#segmentOf.length;
  }

  /** Returns the file of a block and where it begins there. */
  placeOf(n: number): { path: string; offset: number } {
    return { path: this.#segment(n).path, offset: this.#offsetOf[n] ?? 0 };
  }

  /** Reads a block's table. @throws LedgerDamage when it was changed */
  async table(n: number): Promise<BlockTable> {
    const cached = this.#tables.get(String(n));
    if (cached !== undefined) return cached;
    const { path, offset } = this.placeOf(n);
    const file = this.#segment(n);
    const header = decodeBlockHeader(await file.read(blockHeaderBytes, offset));
    const table = header === null ? null : BlockTable.decode(await file.read(header.tableEnd, offset));
    if (table?.header.n !== n) {
      throw new LedgerDamage(path, offset, `expected payload block ${n} with a right CRC, got a changed one`);
    }
    this.#tables.set(String(n), table, table.weight);
    return table;
  }

  /** Reads the sealed bytes of trees `first` ≤ tree < `end` of a block, joined. */
  async sealed(
    n: number,
    table: BlockTable,
    { first, end }: { first: number; end: number },
  ): Promise<Uint8Array> {
    const from = table.sealedOffset(first);
    return this.#segment(n).read(table.sealedOffset(end) - from, (this.#offsetOf[n] ?? 0) + from);
  }

  /**
   * Appends the next block; `sync` makes it durable. A crash leaves a part of it, which the next start cuts away.
   * @param table as `encodeBlock` wrote it
   * @param sealed the sealed bytes, in parts, in order
   */
  async append(table: Uint8Array, sealed: AsyncIterable<Uint8Array>): Promise<void> {
    if (this.#segments.length === 0 || this.#end >= this.#segmentBytes) await this.#addSegment();
    const file = this.#segments.at(-1);
    invariant(file !== undefined, "a payload segment is open");
    const start = this.#end;
    let offset = start + table.length;
    for await (const part of sealed) {
      if (part.length === 0) continue;
      await writeAll(file, part, offset);
      offset += part.length;
    }
    await writeAll(file, table, start);
    this.#unsynced.add(file);
    this.#segmentOf.push(this.#segments.length - 1);
    this.#offsetOf.push(start);
    this.#end = offset;
  }

  /**
   * Overwrites the sealed bytes of one tree of a block with zeros and syncs; false when they are zero already. A crash
   * leaves a part of them, under a secret that is gone.
   * @param again writes zeros over zeros too
   */
  async erase(
    { n, table, treeInBlock: tree }: { n: number; table: BlockTable; treeInBlock: number },
    again: boolean,
  ): Promise<boolean> {
    const sealed = await this.sealed(n, table, { first: tree, end: tree + 1 });
    const isThere = !isZero(sealed);
    if (!isThere && !(again && sealed.length > 0)) return false;
    const file = this.#segment(n);
    await writeAll(file, new Uint8Array(sealed.length), (this.#offsetOf[n] ?? 0) + table.sealedOffset(tree));
    await file.datasync();
    return isThere;
  }

  /** Makes the blocks appended so far durable. */
  async sync(): Promise<void> {
    for (const file of this.#unsynced) await file.datasync();
    this.#unsynced.clear();
  }

  async #addSegment(): Promise<void> {
    const path = join(this.#dir, payloadName(this.#segments.length));
    this.#segments.push(await this.#files.open(path, "update"));
    await this.#files.syncFolder(this.#dir);
    this.#end = 0;
  }

  async #find(blockCount: number): Promise<void> {
    for (const [number, file] of this.#segments.entries()) {
      const size = await file.size();
      let offset = 0;
      while (offset < size && this.blockCount < blockCount) {
        const header = decodeBlockHeader(await file.read(blockHeaderBytes, offset));
        if (header?.n !== this.blockCount || offset + header.length > size) {
          throw this.#missing(number, offset, header?.n ?? 0);
        }
        this.#segmentOf.push(number);
        this.#offsetOf.push(offset);
        offset += header.length;
      }
      this.#end = offset;
      if (this.blockCount === blockCount) return;
    }
    if (this.blockCount < blockCount) throw this.#missingAtEnd();
  }

  /** Says where the next block should be when no more follow: where the last ends, or in a segment of its own. */
  #missingAtEnd(): LedgerDamage {
    const isNew = this.#segments.length === 0 || this.#end >= this.#segmentBytes;
    const path = join(this.#dir, payloadName(this.#segments.length - (isNew ? 0 : 1)));
    const found = `expected payload block ${this.blockCount}, got none`;
    return new LedgerDamage(path, isNew ? 0 : this.#end, found);
  }

  /** Says where the next block should be, when there are other bytes, or a later block `n`. */
  #missing(segment: number, offset: number, n: number): LedgerDamage {
    const before = this.#segments[segment - 1];
    if (offset === 0 && n > this.blockCount && before !== undefined) {
      const found = `expected payload block ${this.blockCount}, got the end of the file`;
      return new LedgerDamage(before.path, this.#end, found);
    }
    const path = this.#segments[segment]?.path ?? this.#dir;
    return new LedgerDamage(path, offset, `expected payload block ${this.blockCount}, got other bytes`);
  }

  /**
   * Cuts away whatever comes after the last block: one whose write a crash cut off, or one the head does not count
   * yet. The WAL still has both.
   */
  async cutAfterLast(): Promise<void> {
    const kept = (this.#segmentOf.at(-1) ?? -1) + 1;
    for (const file of this.#segments.splice(kept)) {
      await file.close();
      await this.#files.remove(file.path);
    }
    await this.#segments.at(-1)?.truncate(this.#end);
    if (kept === 0) this.#end = 0;
  }

  #segment(n: number): OpenFile {
    const file = this.#segments[this.#segmentOf[n] ?? -1];
    invariant(file !== undefined, `payload block ${n} is known`);
    return file;
  }
}

/** `NNNNNNNN.seg`: blocks. */
export function payloadName(segment: number): string {
  return `${String(segment).padStart(8, "0")}.seg`;
}
