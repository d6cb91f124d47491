/**
 * Full tiles and entry bundles on disk, in the layout and under the names of C2SP tlog-tiles, so that any static
 * file server can publish the folder. Each is written once, whole, and never changes.
 */
import { dirname, join } from "node:path";
import { equalBytes } from "@/lib/bytes";
import { decodeEntryBundle } from "@/lib/tile/bundle";
import { entriesPath, tilePath, tileWidth } from "@/lib/tile/path";
import { BoundedCache } from "./bounded-cache";
import { LedgerDamage } from "./damage";
import type { Files } from "./files";
import { writeFileWhole } from "./files";

export const hashBytes = 32;
const cacheBytes = 16 << 20;

export class TileFiles {
  readonly #files: Files;
  readonly #dir: string;
  readonly #tiles = new BoundedCache<Uint8Array>(cacheBytes);
  readonly #bundles = new BoundedCache<Uint8Array[]>(cacheBytes);
  /** Folders whose names are known to last. */
  readonly #lasting = new Set<string>();

  constructor(files: Files, dir: string) {
    this.#files = files;
    this.#dir = dir;
  }

  /** The path of a full tile's file. */
  tileFile(level: number, n: number): string {
    return join(this.#dir, tilePath(level, n));
  }

  /** The path of a full entry bundle's file. */
  bundleFile(n: number): string {
    return join(this.#dir, entriesPath(n));
  }

  /** Reads a full tile: 256 hashes, 8192 bytes. @throws LedgerDamage when the file is absent or of another size */
  async tile(level: number, n: number): Promise<Uint8Array> {
    const path = this.tileFile(level, n);
    const cached = this.#tiles.get(path);
    if (cached !== undefined) return cached;
    const bytes = await this.#files.read(path);
    const expected = hashBytes * tileWidth;
    if (bytes?.length !== expected) {
      throw new LedgerDamage(path, 0, `expected a tile of ${expected} bytes, got ${bytes?.length ?? "none"}`);
    }
    this.#tiles.set(path, bytes, expected);
    return bytes;
  }

  /** Reads the 256 statements of a full entry bundle. @throws LedgerDamage when the file is absent or not a bundle */
  async bundle(n: number): Promise<Uint8Array[]> {
    const path = this.bundleFile(n);
    const cached = this.#bundles.get(path);
    if (cached !== undefined) return cached;
    const bytes = await this.#files.read(path);
    const entries = bytes === null ? null : decodedBundle(bytes);
    if (entries?.length !== tileWidth) {
      const got = bytes === null ? "none" : "a file that does not decode";
      throw new LedgerDamage(path, 0, `expected a bundle of ${tileWidth} entries, got ${got}`);
    }
    this.#bundles.set(path, entries, bytes?.length ?? 0);
    return entries;
  }

  /**
   * Writes full tiles or bundles, each whole, and makes their names durable. A crash leaves some of them, and
   * temporary files that the next attempt replaces. One that is already there has to be equal.
   * @throws LedgerDamage when a file is there with other bytes
   */
  async write(contents: readonly { path: string; bytes: Uint8Array }[]): Promise<void> {
    // Together: the file system can make several files durable at the price of one. All are waited for, so that no
    // write is under way any more when a failure is told.
    const outcomes = await Promise.allSettled(contents.map((content) => this.#writeOne(content)));
    const folders = new Set<string>();
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") throw outcome.reason;
      if (outcome.value !== null) folders.add(outcome.value);
    }
    for (const folder of folders) await this.#syncFolder(folder);
  }

  /** Returns the folder that has a new name in it; null when the file was there. */
  async #writeOne({ path, bytes }: { path: string; bytes: Uint8Array }): Promise<string | null> {
    const existing = await this.#files.read(path);
    if (existing !== null && equalBytes(existing, bytes)) return null;
    if (existing !== null) {
      const offset = firstDifference(existing, bytes);
      throw new LedgerDamage(path, offset, "expected the bytes of the WAL, got others");
    }
    const folder = dirname(path);
    if (!this.#lasting.has(folder)) await this.#files.makeFolder(folder);
    await writeFileWhole(this.#files, path, bytes);
    return folder;
  }

  /** Syncs a folder, and the first time those above it: a new folder's own name has to last as well. */
  async #syncFolder(folder: string): Promise<void> {
    await this.#files.syncFolder(folder);
    for (
      let name = folder;
      !this.#lasting.has(name) && name.length >= this.#dir.length;
      name = dirname(name)
    ) {
      this.#lasting.add(name);
      await this.#files.syncFolder(dirname(name));
    }
  }
}

/** Returns the offset of the first byte in which two byte strings differ. */
export function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) if (a[i] !== b[i]) return i;
  return shared;
}

function decodedBundle(bytes: Uint8Array): Uint8Array[] | null {
  try {
    return decodeEntryBundle(bytes);
  } catch {
    return null;
  }
}
