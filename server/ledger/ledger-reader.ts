/**
 * A ledger's files as another process reads them: all that was durable when it was opened, and nothing written.
 * Works beside a running server too, whose tile writer may move entries from the WAL into tiles meanwhile.
 */
import { join } from "node:path";
import { leafHash } from "@/lib/merkle/hash";
import { consistencyProof } from "@/lib/merkle/proof";
import { tileWidth } from "@/lib/tile/path";
import { nodeSuite } from "@/server/crypto/node-suite";
import { Archive } from "./archive";
import { isDamage, LedgerDamage } from "./damage";
import { Edge } from "./edge";
import { frameBytesMaxOf } from "./engine";
import { TreeHashes } from "./hash-reader";
import { readHead } from "./head";
import type { Ledger, LogEntry } from "./ledger";
import { nodeFiles } from "./node-files";
import { OpenFiles } from "./open-files";
import { openTree } from "./open-tree";
import { Payloads } from "./payload/payloads";
import { Secrets } from "./payload/secrets";
import { defaultSettings } from "./settings";
import { TileFiles } from "./tile-files";
import { scanSegment } from "./wal/scan";
import { segmentNumbers, segmentPath } from "./wal/wal";

const { sha256 } = nodeSuite;

/** The reading part of a ledger, frozen at the size it had. */
export interface LedgerReader extends Pick<Ledger, "head" | "entries" | "consistencyProof" | "openTree"> {
  close(): Promise<void>;
}

/** Attempts while a running server moves files under our feet. */
const attemptsMax = 5;

/**
 * Opens the ledger in `dir`, `<data>/ledger`, for reading.
 * @throws LedgerDamage when a file does not hold what it should
 */
export async function openLedgerReader(dir: string): Promise<LedgerReader> {
  for (let attempt = 1; ; attempt++) {
    const files = new OpenFiles(nodeFiles);
    try {
      return await readLedger(files, dir);
    } catch (error) {
      await files.closeAll();
      if (attempt === attemptsMax) throw error;
    }
  }
}

async function readLedger(files: OpenFiles, dir: string): Promise<LedgerReader> {
  const { head } = await readHead(files, dir);
  const { tiled } = head;
  const tiles = new TileFiles(files, dir);
  const payloads = await Payloads.open(files, {
    dir: join(dir, "payload"),
    segmentBytes: defaultSettings.payloadSegmentBytes,
    blockCount: tiled / tileWidth,
    mode: "read",
  });
  const secrets = new Secrets(files, join(dir, "secrets"), "read");
  const archive = new Archive(sha256, { tiles, payloads, secrets });
  const recent = await readWal(files, join(dir, "wal"), { tiled, size: head.size });
  const edge = await Edge.load(sha256, tiles, tiled);
  edge.append(Buffer.concat(recent.map(({ leafHash }) => leafHash)));
  const hashes = new TreeHashes(sha256, edge, tiles);
  return {
    head: () => ({ size: edge.size, rootHash: edge.root() }),
    entries: (from, to) => entriesOf({ archive, recent, tiled }, from, Math.min(to, edge.size)),
    consistencyProof: (size1, size2) => consistencyProof(hashes, sha256, size1, size2),
    openTree: (tree) => openTree(nodeSuite, tree),
    close: () => files.closeAll(),
  };
}

/**
 * Reads the entries that are not in tiles yet. A frame behind the head's size that is not whole is one that the
 * running server is writing, or that a crash cut off: nobody was told of it.
 */
async function readWal(
  files: OpenFiles,
  walDir: string,
  { tiled, size }: { tiled: number; size: number },
): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  try {
    for (const number of await segmentNumbers(files, walDir)) {
      const file = await files.open(segmentPath(walDir, number), "read");
      for await (const { frame } of scanSegment(file, frameBytesMaxOf(defaultSettings))) {
        const { recordTimeMs } = frame;
        frame.entries.forEach(({ statement, trees }, i) => {
          const leafIndex = frame.firstIndex + i;
          if (leafIndex !== tiled + entries.length) return;
          entries.push({ leafIndex, leafHash: leafHash(sha256, statement), statement, recordTimeMs, trees });
        });
      }
    }
  } catch (error) {
    if (!isDamage(error) || tiled + entries.length < size) throw error;
  }
  if (tiled + entries.length < size) {
    throw new LedgerDamage(
      walDir,
      0,
      `expected ${size} entries as in the head, got ${tiled + entries.length}`,
    );
  }
  return entries;
}

async function* entriesOf(
  { archive, recent, tiled }: { archive: Archive; recent: LogEntry[]; tiled: number },
  from: number,
  to: number,
): AsyncGenerator<LogEntry> {
  let index = Math.max(0, from);
  while (index < Math.min(to, tiled)) {
    for await (const entry of archive.tileEntries(Math.floor(index / tileWidth), index % tileWidth)) {
      if (index === to) return;
      yield entry;
      index++;
    }
  }
  yield* recent.slice(index - tiled, Math.max(0, to - tiled));
}
