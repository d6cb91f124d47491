/** Reads all that belongs to one full tile again: bundle, tile, payload block, secrets. Knows nothing of the others. */
import { join } from "node:path";
import type { StatementReader } from "@/lib/statement/statement-reader";
import { entriesPath, tilePath, tileWidth } from "@/lib/tile/path";
import type { AdmissionRule } from "../ledger";
import type { BlockTable } from "../payload/block";
import type { BlockPlace } from "./block-finder";
import { damaged, type Finding } from "./finding";
import type { Verifier } from "./key-table";
import { type EntrySpan, entrySpans, hashBytes, leafHashesOf, rootOfPacked } from "./packed-hashes";
import { checkTrees, type ErasedTree, readBlock } from "./payload-check";
import type { PlainReads } from "./plain-reads";
import { checkStatements, type StatementsReport } from "./statements-check";
import type { Suspect } from "./tree-check";

export interface TileTask {
  readonly n: number;
  readonly block: BlockPlace | null;
  /** All 256 leaf hashes, not their root alone. */
  readonly wantsLeaves: boolean;
  /** Each statement, also when there is nothing to say of any. */
  readonly wantsEach: boolean;
}

export interface TileReport {
  readonly task: TileTask;
  readonly findings: readonly Finding[];
  /** Roots of 32 bytes, or, when asked for, 256 leaf hashes joined: as the entries and as the tile have them. */
  readonly fromEntries: Uint8Array;
  readonly fromTile: Uint8Array;
  readonly suspects: readonly Suspect[];
  /** Null in a log without membership. */
  readonly statements: StatementsReport | null;
  readonly erased: readonly ErasedTree[];
}

/** What every task of an audit works with. */
export interface TileParts {
  readonly dir: string;
  readonly reads: PlainReads;
  readonly verifier: Verifier;
  readonly reader: StatementReader;
  readonly admission: AdmissionRule;
}

/** Checks a full tile. */
export function checkTile(parts: TileParts, task: TileTask): TileReport {
  const { n } = task;
  const payload = { reads: parts.reads, suite: parts.verifier.suite, dir: parts.dir };
  const files = readFiles(parts, n);
  const { table, findings } = readBlock(payload, n, task.block);
  const trees = table && task.block ? checkTrees(payload, { table, place: task.block }) : null;
  return {
    task,
    findings: [...files.findings, ...findings, ...(trees?.findings ?? [])],
    ...hashesOf(files, task.wantsLeaves),
    suspects: files.suspects,
    statements: parts.admission === "none" ? null : statementsOf(parts, { files, table, task }),
    erased: trees?.erased ?? [],
  };
}

interface TileFilesRead {
  readonly bundle: Buffer;
  readonly spans: readonly EntrySpan[];
  /** 256 leaf hashes joined; where one source has none it is the other's. */
  readonly fromEntries: Buffer;
  readonly fromTile: Buffer;
  readonly findings: readonly Finding[];
  readonly suspects: readonly Suspect[];
}

function readFiles({ dir, reads }: TileParts, n: number): TileFilesRead {
  const [bundlePath, tileFile] = [join(dir, entriesPath(n)), join(dir, tilePath(0, n))];
  const [stored, tile] = [reads.whole(bundlePath), reads.whole(tileFile)];
  const bundle = stored ?? Buffer.alloc(0);
  const spans = entrySpans(bundle);
  const leaves = leafHashesOf(bundle, spans);
  const tileHashes = tile?.length === hashBytes * tileWidth ? tile : null;
  const findings: Finding[] = [];
  if (stored === null) findings.push(damaged(bundlePath, 0, "expected an entry bundle, got none"));
  if (tileHashes === null) {
    const expected = `expected a tile of ${hashBytes * tileWidth} bytes, got ${tile?.length ?? "none"}`;
    findings.push(damaged(tileFile, 0, expected));
  }
  const suspects: Suspect[] = [];
  if (tileHashes !== null && !tileHashes.equals(leaves)) {
    suspects.push(...suspectsOf({ n, bundlePath, tileFile, spans, leaves, tile: tileHashes }));
  }
  if (stored !== null) findings.push(...endFindings({ bundle, bundlePath, spans, suspects }));
  const rest = leaves.length;
  const fill = (tileHashes ?? Buffer.alloc(hashBytes * tileWidth)).subarray(rest);
  const fromEntries = rest === hashBytes * tileWidth ? leaves : Buffer.concat([leaves, fill]);
  return { bundle, spans, fromEntries, fromTile: tileHashes ?? fromEntries, findings, suspects };
}

/** Lists the entries that bundle and tile tell differently about, or the bundle not at all. */
function suspectsOf(read: {
  n: number;
  bundlePath: string;
  tileFile: string;
  spans: readonly EntrySpan[];
  leaves: Buffer;
  tile: Buffer;
}): Suspect[] {
  const suspects: Suspect[] = [];
  for (let i = 0; i < tileWidth; i++) {
    const at = i * hashBytes;
    const span = read.spans[i];
    if (span !== undefined && read.tile.compare(read.leaves, at, at + hashBytes, at, at + hashBytes) === 0)
      continue;
    const offset = span?.offset ?? read.spans.at(-1)?.end ?? 0;
    suspects.push({
      leafIndex: read.n * tileWidth + i,
      isMissing: span === undefined,
      bundle: { path: read.bundlePath, offset },
      tile: { path: read.tileFile, offset: at },
    });
  }
  return suspects;
}

function endFindings({
  bundle,
  bundlePath,
  spans,
  suspects,
}: {
  bundle: Buffer;
  bundlePath: string;
  spans: readonly EntrySpan[];
  suspects: readonly Suspect[];
}): Finding[] {
  const end = spans.at(-1)?.end ?? 0;
  // An entry that its tile contradicts is where the fault is, and reported as such.
  if (spans.length < tileWidth && suspects.every(({ isMissing }) => isMissing)) {
    const missing = `expected ${tileWidth} entries, got ${spans.length}; the others are not checked`;
    return [damaged(bundlePath, end, missing)];
  }
  if (spans.length === tileWidth && end !== bundle.length) {
    return [damaged(bundlePath, end, "expected the end of the bundle, got more bytes")];
  }
  return [];
}

function hashesOf(
  { fromEntries, fromTile }: TileFilesRead,
  wantsLeaves: boolean,
): Pick<TileReport, "fromEntries" | "fromTile"> {
  if (wantsLeaves) return { fromEntries: plain(fromEntries), fromTile: plain(fromTile) };
  const root = plain(rootOfPacked(fromEntries));
  return { fromEntries: root, fromTile: fromEntries.equals(fromTile) ? root : plain(rootOfPacked(fromTile)) };
}

/** Copies: a view would take its whole buffer along to another thread. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

function statementsOf(
  { verifier, reader }: TileParts,
  { files, table, task }: { files: TileFilesRead; table: BlockTable | null; task: TileTask },
): StatementsReport {
  const { spans, suspects } = files;
  // A Buffer's `slice` is a view where that of a Uint8Array is a copy.
  const bundle = new Uint8Array(files.bundle.buffer, files.bundle.byteOffset, files.bundle.length);
  const entries = Array.from({ length: tileWidth }, (_, i) => {
    const span = spans[i];
    if (span === undefined) return null;
    return {
      bytes: bundle.subarray(span.offset + 2, span.end),
      recordTimeMs: table?.recordTimeMs(i) ?? null,
      roots: table === null ? null : rootsOf(table, i),
    };
  });
  const wantsEach = task.wantsEach || suspects.length > 0 || table === null;
  return checkStatements({ verifier, reader, wantsEach }, entries);
}

function rootsOf(table: BlockTable, i: number): Uint8Array[] {
  const { first, end } = table.treesOf(i);
  return Array.from({ length: end - first }, (_, tree) => table.tree(first + tree).root);
}
