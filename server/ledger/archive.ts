/** The entries in full tiles on disk, put together from their four places: bundle, tile, payload block, secrets. */

import type { Sha256 } from "@/lib/crypto/suite";
import { leafHash } from "@/lib/merkle/hash";
import { tileWidth } from "@/lib/tile/path";
import { LedgerDamage } from "./damage";
import type { LogEntry, LogTree } from "./ledger";
import type { BlockTable } from "./payload/block";
import type { Payloads } from "./payload/payloads";
import type { Secrets } from "./payload/secrets";
import type { TileFiles } from "./tile-files";
import { logTree, secretBytes } from "./wal/frame";

/** Sealed bytes of a whole block are read at once up to this many, when entries are read in order. */
const wholeBlockBytesMax = 4 << 20;

export class Archive {
  readonly #sha256: Sha256;
  readonly #tiles: TileFiles;
  readonly #payloads: Payloads;
  readonly #secrets: Secrets;

  constructor(sha256: Sha256, parts: { tiles: TileFiles; payloads: Payloads; secrets: Secrets }) {
    this.#sha256 = sha256;
    this.#tiles = parts.tiles;
    this.#payloads = parts.payloads;
    this.#secrets = parts.secrets;
  }

  /** Reads one entry. @throws LedgerDamage when a file does not hold what it should */
  async entry(leafIndex: number): Promise<LogEntry> {
    const n = Math.floor(leafIndex / tileWidth);
    const table = await this.#payloads.table(n);
    const [entry] = await this.#entries(n, table, leafIndex % tileWidth, (leafIndex % tileWidth) + 1);
    if (entry === undefined)
      throw new LedgerDamage(this.#tiles.bundleFile(n), 0, `expected entry ${leafIndex}`);
    return entry;
  }

  /** Yields the entries of one tile from `first` to 255, all read at once unless they are very large. */
  async *tileEntries(n: number, first: number): AsyncGenerator<LogEntry> {
    const table = await this.#payloads.table(n);
    const isSmall = table.header.length <= wholeBlockBytesMax;
    const step = isSmall ? tileWidth : 1;
    for (let i = first; i < tileWidth; i += step) {
      yield* await this.#entries(n, table, i, Math.min(i + step, tileWidth));
    }
  }

  async #entries(n: number, table: BlockTable, first: number, end: number): Promise<LogEntry[]> {
    const statements = await this.#tiles.bundle(n);
    const range = { first: table.treesOf(first).first, end: table.treesOf(end - 1).end };
    const trees = await this.#trees(n, table, range);
    const entries: LogEntry[] = [];
    for (let i = first; i < end; i++) {
      const statement = statements[i] ?? new Uint8Array();
      const own = table.treesOf(i);
      entries.push({
        leafIndex: n * tileWidth + i,
        leafHash: leafHash(this.#sha256, statement),
        statement,
        recordTimeMs: table.recordTimeMs(i),
        trees: trees.slice(own.first - range.first, own.end - range.first),
      });
    }
    return entries;
  }

  async #trees(n: number, table: BlockTable, range: { first: number; end: number }): Promise<LogTree[]> {
    const count = range.end - range.first;
    if (count === 0) return [];
    const sealed = await this.#payloads.sealed(n, table, range);
    const secrets = await this.#secrets.read(table.header.firstTree + range.first, count);
    const base = table.sealedOffset(range.first);
    return Array.from({ length: count }, (_, i) => {
      const { root } = table.tree(range.first + i);
      const from = table.sealedOffset(range.first + i) - base;
      const to = table.sealedOffset(range.first + i + 1) - base;
      const secret = secrets.subarray(i * secretBytes, (i + 1) * secretBytes);
      return logTree(root, sealed.subarray(from, to), secret);
    });
  }
}
