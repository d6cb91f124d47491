/** The copies of entries that outlast the WAL, read from the disk again and compared with it: what lets a segment go. */
import { equalBytes } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { leafHash } from "@/lib/merkle/hash";
import { tileWidth } from "@/lib/tile/path";
import { LedgerDamage } from "./damage";
import type { Files } from "./files";
import type { BlockTable } from "./payload/block";
import type { Payloads } from "./payload/payloads";
import type { Secrets } from "./payload/secrets";
import { hashBytes, TileFiles } from "./tile-files";
import type { Frame, FrameEntry } from "./wal/frame";
import { secretBytes } from "./wal/frame";

/** An entry as the WAL has it. */
interface WalEntry extends FrameEntry {
  readonly index: number;
  readonly recordTimeMs: number;
  /** The number of its first tree in the log. */
  readonly firstTree: number;
}

/** The files of 256 entries. */
interface TileCopies {
  readonly n: number;
  readonly statements: readonly Uint8Array[];
  readonly hashes: Uint8Array;
  readonly table: BlockTable;
}

export interface LastingCopiesParts {
  readonly suite: CryptoSuite;
  readonly files: Files;
  readonly dir: string;
  readonly payloads: Payloads;
  readonly secrets: Secrets;
}

export class LastingCopies {
  readonly #parts: LastingCopiesParts;
  /** Of its own: what other readers have in memory says nothing about the disk. */
  readonly #tiles: TileFiles;
  /** Entries come in order: the files of one tile are enough. */
  #current: TileCopies | null = null;

  constructor(parts: LastingCopiesParts) {
    this.#parts = parts;
    this.#tiles = new TileFiles(parts.files, parts.dir);
  }

  /** Checks the copies of a batch. @throws LedgerDamage naming the lasting file that differs */
  async require({ firstIndex, firstTree, recordTimeMs, entries }: Frame): Promise<void> {
    let tree = firstTree;
    for (const [i, { statement, trees }] of entries.entries()) {
      const index = firstIndex + i;
      const n = Math.floor(index / tileWidth);
      const copies = this.#current?.n === n ? this.#current : await this.#load(n);
      this.#requireStatement(copies, index, statement);
      const entry = { index, statement, trees, recordTimeMs, firstTree: tree };
      this.#requireCounts(copies, entry);
      if (trees.length > 0) {
        await this.#requireTrees(copies, entry);
        await this.#requireSecrets(entry);
      }
      tree += trees.length;
    }
  }

  async #load(n: number): Promise<TileCopies> {
    const [statements, hashes] = [await this.#tiles.bundle(n), await this.#tiles.tile(0, n)];
    this.#current = { n, statements, hashes, table: await this.#parts.payloads.table(n) };
    return this.#current;
  }

  #requireStatement({ n, statements, hashes }: TileCopies, index: number, statement: Uint8Array): void {
    const i = index % tileWidth;
    const logged = statements[i];
    if (logged === undefined || Buffer.compare(logged, statement) !== 0) {
      throw new LedgerDamage(
        this.#tiles.bundleFile(n),
        0,
        `expected entry ${index} as in the WAL, got another`,
      );
    }
    const hash = hashes.subarray(i * hashBytes, (i + 1) * hashBytes);
    if (!equalBytes(hash, leafHash(this.#parts.suite.sha256, statement))) {
      throw new LedgerDamage(
        this.#tiles.tileFile(0, n),
        i * hashBytes,
        `expected the leaf hash of entry ${index}`,
      );
    }
  }

  #requireCounts(copies: TileCopies, { index, recordTimeMs, trees }: WalEntry): void {
    const { table } = copies;
    const { first, end } = table.treesOf(index % tileWidth);
    const isEqual = table.recordTimeMs(index % tileWidth) === recordTimeMs && end - first === trees.length;
    if (!isEqual) throw this.#otherTrees(copies, index);
  }

  async #requireTrees(copies: TileCopies, { index, trees }: WalEntry): Promise<void> {
    const { n, table } = copies;
    const range = table.treesOf(index % tileWidth);
    const sealed = await this.#parts.payloads.sealed(n, table, range);
    const base = table.sealedOffset(range.first);
    const isEqual = trees.every((tree, ordinal) => {
      const at = range.first + ordinal;
      const copy = sealed.subarray(table.sealedOffset(at) - base, table.sealedOffset(at + 1) - base);
      return equalBytes(table.tree(at).root, tree.root) && isCopy(copy, tree.sealed);
    });
    if (!isEqual) throw this.#otherTrees(copies, index);
  }

  #otherTrees({ n }: TileCopies, index: number): LedgerDamage {
    const { path, offset } = this.#parts.payloads.placeOf(n);
    return new LedgerDamage(path, offset, `expected the trees of entry ${index} as in the WAL, got others`);
  }

  async #requireSecrets({ trees, firstTree }: WalEntry): Promise<void> {
    const { secrets } = this.#parts;
    const copies = await secrets.read(firstTree, trees.length);
    for (const [i, { secret }] of trees.entries()) {
      if (isCopy(copies.subarray(i * secretBytes, (i + 1) * secretBytes), secret)) continue;
      const { path, offset } = secrets.placeOf(firstTree + i);
      throw new LedgerDamage(path, offset, `expected the secret of tree ${firstTree + i} as in the WAL`);
    }
  }
}

/** Erasure overwrites the WAL first: what it has there has no original any more to compare with. */
function isCopy(copy: Uint8Array, original: Uint8Array | null): boolean {
  return original === null || equalBytes(copy, original);
}
