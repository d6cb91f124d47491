/** Reads tiles, bundles and payload of the archived entries again and hands each entry on to be replayed. */
import { equalBytes } from "@/lib/bytes";
import type { Sha256 } from "@/lib/crypto/suite";
import { leafHash } from "@/lib/merkle/hash";
import { tileWidth } from "@/lib/tile/path";
import type { Files } from "../files";
import { hashBytes, type TileFiles } from "../tile-files";
import { damaged, type Finding } from "./finding";
import type { LogCheck } from "./log-check";
import type { PayloadAudit } from "./payload-audit";
import type { TreeCheck } from "./tree-check";

export interface ArchiveAuditParts {
  readonly sha256: Sha256;
  readonly files: Files;
  readonly tiles: TileFiles;
  readonly tree: TreeCheck;
  readonly log: LogCheck;
  readonly payload: PayloadAudit;
  /** Told before each entry is replayed. */
  readonly beforeEntry: (index: number) => AsyncGenerator<Finding>;
}

interface BundleEntry {
  /** Of the entry's length in its bundle. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Audits full tile `n` and all that belongs to it. */
export async function* auditTile(parts: ArchiveAuditParts, n: number): AsyncGenerator<Finding> {
  const { files, tiles, tree, payload } = parts;
  const [bundlePath, tilePath] = [tiles.bundleFile(n), tiles.tileFile(0, n)];
  const bundle = await files.read(bundlePath);
  const tile = await files.read(tilePath);
  const entries = bundle === null ? [] : readBundle(bundle);
  const hasTile = tile?.length === hashBytes * tileWidth;
  if (bundle === null) yield damaged(bundlePath, 0, "expected an entry bundle, got none");
  if (!hasTile)
    yield damaged(
      tilePath,
      0,
      `expected a tile of ${hashBytes * tileWidth} bytes, got ${tile?.length ?? "none"}`,
    );
  for (let i = 0; i < tileWidth; i++) {
    const tileHash = hasTile ? tile.subarray(i * hashBytes, (i + 1) * hashBytes) : null;
    yield* auditEntry(parts, { n, i, entry: entries[i] ?? null, tileHash, bundleEnd: bundle?.length ?? 0 });
  }
  const differs = ({ bytes }: BundleEntry, i: number) =>
    hasTile && !equalBytes(leafHash(parts.sha256, bytes), tile.subarray(i * hashBytes, (i + 1) * hashBytes));
  // An entry that its tile contradicts is where the fault is, and reported as such.
  if (bundle !== null && entries.length < tileWidth && !entries.some(differs)) {
    const missing = `expected ${tileWidth} entries, got ${entries.length}; the others are not checked`;
    yield damaged(bundlePath, endOf(entries), missing);
  }
  if (bundle !== null && entries.length === tileWidth && endOf(entries) !== bundle.length) {
    yield damaged(bundlePath, endOf(entries), "expected the end of the bundle, got more bytes");
  }
  yield* tree.completed();
  yield* payload.check(n);
}

interface ArchivedEntry {
  readonly n: number;
  readonly i: number;
  readonly entry: BundleEntry | null;
  readonly tileHash: Uint8Array | null;
  readonly bundleEnd: number;
}

async function* auditEntry(parts: ArchiveAuditParts, archived: ArchivedEntry): AsyncGenerator<Finding> {
  const { sha256, tree, log, payload, beforeEntry } = parts;
  const { n, i, entry, tileHash } = archived;
  const leafIndex = n * tileWidth + i;
  yield* beforeEntry(leafIndex);
  const entryHash = entry === null ? null : leafHash(sha256, entry.bytes);
  const isSuspect = tileHash !== null && (entryHash === null || !equalBytes(entryHash, tileHash));
  if (isSuspect) suspect(parts, archived);
  const nothing = new Uint8Array(hashBytes);
  tree.append(entryHash ?? tileHash ?? nothing, tileHash ?? entryHash ?? nothing);
  if (entry === null) {
    log.skip();
    return;
  }
  const table = payload.block(n)?.table;
  const own = table?.treesOf(i) ?? { first: 0, end: 0 };
  const roots = Array.from(
    { length: own.end - own.first },
    (_, tree_) => table?.tree(own.first + tree_).root,
  );
  const findings = await log.check({
    bytes: entry.bytes,
    recordTimeMs: table?.recordTimeMs(i) ?? null,
    roots: table === undefined ? null : roots.filter((root) => root !== undefined),
  });
  // An entry that its tile contradicts is reported as such, once.
  if (!isSuspect) yield* findings;
}

function suspect({ tiles, tree }: ArchiveAuditParts, { n, i, entry, bundleEnd }: ArchivedEntry): void {
  tree.suspect({
    leafIndex: n * tileWidth + i,
    bundle: { path: tiles.bundleFile(n), offset: entry?.offset ?? bundleEnd },
    tile: { path: tiles.tileFile(0, n), offset: i * hashBytes },
  });
}

/** Reads entries as far as they can be read. */
function readBundle(bundle: Uint8Array): BundleEntry[] {
  const entries: BundleEntry[] = [];
  for (let offset = 0; offset + 2 <= bundle.length && entries.length < tileWidth; ) {
    const end = offset + 2 + (((bundle[offset] ?? 0) << 8) | (bundle[offset + 1] ?? 0));
    if (end > bundle.length) break;
    entries.push({ offset, bytes: bundle.subarray(offset + 2, end) });
    offset = end;
  }
  return entries;
}

function endOf(entries: readonly BundleEntry[]): number {
  const last = entries.at(-1);
  return last === undefined ? 0 : last.offset + 2 + last.bytes.length;
}
