/** Entries, bundles and leaf hashes of the whole log: the recent ones from memory and the WAL, older ones from files. */
import { equalBytes } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { encodeEntryBundle } from "@/lib/tile/bundle";
import { tileWidth } from "@/lib/tile/path";
import type { Archive } from "./archive";
import { requireTile } from "./hash-reader";
import type { Admitted, LogEntry } from "./ledger";
import type { Recent } from "./recent";
import { hashBytes, type TileFiles } from "./tile-files";

export class EntryReader {
  readonly #recent: Recent;
  readonly #archive: Archive;
  readonly #tiles: TileFiles;

  constructor(parts: { recent: Recent; archive: Archive; tiles: TileFiles }) {
    this.#recent = parts.recent;
    this.#archive = parts.archive;
    this.#tiles = parts.tiles;
  }

  /** Reads one entry of the first `size`. @throws DomainError `not_found` beyond them */
  async entry(leafIndex: number, size: number): Promise<LogEntry> {
    if (!Number.isSafeInteger(leafIndex) || leafIndex < 0 || leafIndex >= size) {
      throw new DomainError("not_found", `entry: expected an index below ${size}, got ${leafIndex}`);
    }
    return (await this.#readRecent(leafIndex)) ?? this.#archive.entry(leafIndex);
  }

  /** Yields entries from ≤ index < to, which is at most the log's size. */
  async *entries(from: number, to: number): AsyncGenerator<LogEntry> {
    let index = Math.max(0, from);
    while (index < to) {
      const recent = index < this.#recent.first ? null : await this.#readRecent(index);
      if (recent !== null) {
        yield recent;
        index++;
        continue;
      }
      for await (const entry of this.#archive.tileEntries(Math.floor(index / tileWidth), index % tileWidth)) {
        if (index === to) return;
        yield entry;
        index++;
      }
    }
  }

  /** Reads the first `width` entries of a bundle of a log of `size`. @throws DomainError `not_found` beyond it */
  async bundle(n: number, width: number, size: number): Promise<Uint8Array> {
    requireTile({ level: "entries", n, width }, size);
    const first = n * tileWidth;
    const recent = Array.from({ length: width }, (_, i) => this.#recent.at(first + i)?.statement);
    const held = recent.filter((statement) => statement !== undefined);
    const statements = held.length === width ? held : (await this.#tiles.bundle(n)).slice(0, width);
    return encodeEntryBundle(statements);
  }

  /** Finds an entry of the first `size` by its leaf hash, newest first: 320 MB are read for ten million entries. */
  async find(leafHash: Uint8Array, size: number): Promise<Admitted | null> {
    for (let index = size - 1; index >= this.#recent.first; index--) {
      const hash = this.#recent.at(index)?.leafHash;
      if (hash !== undefined && equalBytes(hash, leafHash)) return this.#admitted(index, size);
    }
    for (let n = Math.ceil(this.#recent.first / tileWidth) - 1; n >= 0; n--) {
      const tile = Buffer.from(await this.#tiles.tile(0, n));
      for (let at = tile.indexOf(leafHash); at >= 0; at = tile.indexOf(leafHash, at + 1)) {
        if (at % hashBytes === 0) return this.#admitted(n * tileWidth + at / hashBytes, size);
      }
    }
    return null;
  }

  async #admitted(index: number, size: number): Promise<Admitted> {
    const { leafIndex, leafHash, recordTimeMs, statement } = await this.entry(index, size);
    const batch = { firstIndex: leafIndex, leafHashes: [leafHash] };
    return { leafIndex, leafHash, recordTimeMs, statement, batch };
  }

  /** An entry may become old, and its WAL segment go, while it is read: then its files have it. */
  async #readRecent(leafIndex: number): Promise<LogEntry | null> {
    try {
      return await this.#recent.read(leafIndex);
    } catch (error) {
      if (leafIndex >= this.#recent.first) throw error;
      return null;
    }
  }
}
