/**
 * The secrets of all events, 32 bytes each, by the number of their tree in the log: fixed places, so that erasure
 * overwrites exactly one. All zero means erased.
 */
import { join } from "node:path";
import { LedgerDamage } from "../damage";
import type { Files, OpenFile } from "../files";
import { writeAll } from "../files";
import { isZero, secretBytes } from "../wal/frame";

/** Secrets in one file: 2 MiB. */
export const secretsPerSegment = 65_536;

export class Secrets {
  readonly #files: Files;
  readonly #dir: string;
  readonly #open = new Map<number, Promise<OpenFile>>();
  readonly #mode: "read" | "update";
  readonly #unsynced = new Set<OpenFile>();

  constructor(files: Files, dir: string, mode: "read" | "update") {
    this.#files = files;
    this.#dir = dir;
    this.#mode = mode;
  }

  /** Returns the file and offset of a tree's secret. */
  placeOf(tree: number): { path: string; offset: number } {
    const segment = Math.floor(tree / secretsPerSegment);
    return { path: this.#path(segment), offset: (tree % secretsPerSegment) * secretBytes };
  }

  /**
   * Reads the secrets of `count` trees from `tree` on, joined.
   * @throws LedgerDamage when a file ends before: what is missing must not pass for erased
   */
  async read(tree: number, count: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (const { file, offset, from, to } of await this.#spans(tree, count)) {
      const part = await file.read((to - from) * secretBytes, offset);
      if (part.length < (to - from) * secretBytes) {
        const whole = part.length - (part.length % secretBytes);
        const found = `expected the secret of tree ${tree + from + whole / secretBytes}, got the end of the file`;
        throw new LedgerDamage(file.path, offset + whole, found);
      }
      parts.push(part);
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }

  /**
   * Writes joined secrets from `tree` on; `sync` makes them durable. A crash leaves some of them; the WAL still has
   * all, and the next start writes them again.
   */
  async write(tree: number, secrets: Uint8Array): Promise<void> {
    for (const { file, offset, from, to } of await this.#spans(tree, secrets.length / secretBytes)) {
      await writeAll(file, secrets.subarray(from * secretBytes, to * secretBytes), offset);
      this.#unsynced.add(file);
    }
  }

  /**
   * Overwrites one secret with zeros and syncs; false when it is not there or zero already. A crash leaves it whole or
   * gone, since 32 bytes at a multiple of 32 lie in one sector.
   * @param again writes zeros over zeros too
   */
  async erase(tree: number, again: boolean): Promise<boolean> {
    const { path, offset } = this.placeOf(tree);
    if (!(await this.#files.list(this.#dir)).some((name) => join(this.#dir, name) === path)) return false;
    const file = await this.#segment(Math.floor(tree / secretsPerSegment));
    const found = await file.read(secretBytes, offset);
    const isThere = !isZero(found);
    if (!isThere && !(again && found.length > 0)) return false;
    await writeAll(file, new Uint8Array(found.length), offset);
    await file.datasync();
    return isThere;
  }

  /** Makes the secrets written so far durable. */
  async sync(): Promise<void> {
    if (this.#unsynced.size === 0) return;
    for (const file of this.#unsynced) await file.datasync();
    await this.#files.syncFolder(this.#dir);
    this.#unsynced.clear();
  }

  /** Cuts a range of trees at the segments' ends; from and to count from the range's first tree. */
  async #spans(tree: number, count: number) {
    const spans: { file: OpenFile; offset: number; from: number; to: number }[] = [];
    for (let from = 0; from < count; ) {
      const place = (tree + from) % secretsPerSegment;
      const to = Math.min(count, from + secretsPerSegment - place);
      const file = await this.#segment(Math.floor((tree + from) / secretsPerSegment));
      spans.push({ file, offset: place * secretBytes, from, to });
      from = to;
    }
    return spans;
  }

  #segment(number: number): Promise<OpenFile> {
    const known = this.#open.get(number);
    if (known !== undefined) return known;
    const opened = this.#files.open(this.#path(number), this.#mode);
    this.#open.set(number, opened);
    // A failure may pass, as that of a full disk does: the next attempt opens again.
    opened.catch(() => this.#open.delete(number));
    return opened;
  }

  #path(segment: number): string {
    return join(this.#dir, `${String(segment).padStart(8, "0")}.seg`);
  }
}
