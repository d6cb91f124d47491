/**
 * Erasures on a folder that no ledger has open: what a restore runs before it serves, since the files it put back may
 * be older than the log it put back.
 */
import { join } from "node:path";
import { requireErasable } from "@/lib/membership/erasure-authority";
import { decodeStatement } from "@/lib/statement/statement";
import { tileWidth } from "@/lib/tile/path";
import { nodeSuite } from "@/server/crypto/node-suite";
import { Archive } from "../archive";
import { frameBytesMaxOf } from "../engine";
import type { Files } from "../files";
import { readHead } from "../head";
import { nodeFiles } from "../node-files";
import { OpenFiles } from "../open-files";
import { Payloads } from "../payload/payloads";
import { Secrets } from "../payload/secrets";
import { defaultSettings } from "../settings";
import { TileFiles } from "../tile-files";
import { scanSegment } from "../wal/scan";
import { erasureIn, erasuresInTiles, type FoundErasure } from "./found-erasure";
import { type ErasureFiles, overwriteEvent } from "./overwrite";
import { type EventPlace, findInWal, openSegments } from "./wal-copy";

export interface ReplayErasuresOptions {
  /** The ledger's own folder, `<data>/ledger`, which no process has open. */
  readonly dir: string;
  /** Erasures known from elsewhere, such as a newer copy of the log: this log need not have their records. */
  readonly more?: readonly EventPlace[];
  readonly files?: Files;
}

/**
 * Carries out every erasure of the log in a folder, and those known from elsewhere, wherever the event is still there.
 * A crash leaves some of it; run again, it does the rest.
 * @returns the events that were still there, as `index.ordinal`
 * @throws LedgerDamage when a file does not hold; DomainError not_found when there is no ledger
 */
export async function replayErasures(options: ReplayErasuresOptions): Promise<string[]> {
  const files = new OpenFiles(options.files ?? nodeFiles);
  try {
    const found = await openFolder(files, options.dir);
    const carriedOut: string[] = [];
    const carryOut = async (event: EventPlace) => {
      if (await overwriteEvent(found, event, { again: true }))
        carriedOut.push(`${event.leafIndex}.${event.ordinal}`);
    };
    for await (const erasure of erasuresOf(files, found)) {
      if (await isLawful(found, erasure)) await carryOut(erasure.event);
    }
    for (const event of options.more ?? []) await carryOut(event);
    return carriedOut;
  } finally {
    await files.closeAll();
  }
}

interface OpenFolder extends ErasureFiles {
  readonly tiles: TileFiles;
  readonly archive: Archive;
  readonly tiled: number;
}

async function openFolder(files: OpenFiles, dir: string): Promise<OpenFolder> {
  const { head } = await readHead(files, dir);
  const payloads = await Payloads.open(files, {
    dir: join(dir, "payload"),
    segmentBytes: defaultSettings.payloadSegmentBytes,
    blockCount: head.tiled / tileWidth,
    mode: "update",
  });
  const secrets = new Secrets(files, join(dir, "secrets"), "update");
  const tiles = new TileFiles(files, dir);
  const archive = new Archive(nodeSuite.sha256, { tiles, payloads, secrets });
  return {
    payloads,
    secrets,
    tiles,
    archive,
    tiled: head.tiled,
    wal: await openSegments(files, join(dir, "wal"), "update"),
  };
}

/** Yields the erasures of the archived entries, then those of the WAL; one in both is met twice. */
async function* erasuresOf(files: Files, { tiles, tiled, wal }: OpenFolder): AsyncGenerator<FoundErasure> {
  yield* erasuresInTiles(files, tiles, { from: 0, to: tiled / tileWidth });
  for (const number of wal.numbers) {
    for await (const { frame } of scanSegment(wal.segment(number), frameBytesMaxOf(defaultSettings))) {
      for (const [i, { statement }] of frame.entries.entries()) {
        const found = erasureIn(statement, frame.firstIndex + i);
        if (found !== null) yield found;
      }
    }
  }
}

/** Tells whether an erasure is its issuer's to make, as admission asks. */
async function isLawful(
  { archive, tiled, wal }: OpenFolder,
  { event, statement, record }: FoundErasure,
): Promise<boolean> {
  const target =
    event.leafIndex < tiled
      ? await archive.entry(event.leafIndex).then((entry) => ({ ...entry, treeCount: entry.trees.length }))
      : await findInWal(wal, event);
  if (target === null) return false;
  const { header } = decodeStatement(target.statement);
  try {
    requireErasable(statement.header, record, { header, treeCount: target.treeCount });
    return true;
  } catch {
    return false;
  }
}
