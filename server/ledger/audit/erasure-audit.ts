/**
 * What the erasure records of a log say, against what its files hold: each record must be its issuer's to make, and
 * what it names must be gone.
 */
import { requireErasable } from "@/lib/membership/erasure-authority";
import { decodeStatement, type StatementHeader } from "@/lib/statement/statement";
import { tileWidth } from "@/lib/tile/path";
import { type EventPlace, findInWal, type WalSegments } from "../erasure/wal-copy";
import type { TileFiles } from "../tile-files";
import { isZero } from "../wal/frame";
import { damaged, type Finding, findingOf, wrongEntry } from "./finding";
import type { LoggedErasure } from "./log-check";
import type { PayloadLookup } from "./payload-lookup";

export interface ErasureAuditParts {
  readonly wal: WalSegments;
  readonly tiles: TileFiles;
  readonly payload: PayloadLookup;
  /** Entries in tiles. */
  readonly tiled: number;
}

/** Checks every erasure of a log. */
export async function* auditErasures(
  parts: ErasureAuditParts,
  erasures: readonly LoggedErasure[],
): AsyncGenerator<Finding> {
  for (const erasure of erasures) {
    const where = `entry ${erasure.leafIndex}`;
    try {
      const fault = await authorityFault(parts, erasure);
      if (fault === null) yield* auditGone(parts, erasure);
      else yield wrongEntry(erasure.leafIndex, fault);
    } catch (error) {
      yield findingOf(error, where);
    }
  }
}

/** Says why an erasure is not its issuer's to make; null when it is. */
async function authorityFault(parts: ErasureAuditParts, erasure: LoggedErasure): Promise<string | null> {
  const target = await targetOf(parts, erasure.event);
  // An entry whose bytes are lost is reported as such.
  if (target === null) return null;
  try {
    requireErasable(erasure.header, { event: erasure.id }, target);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

async function targetOf(
  { tiles, tiled, wal, payload }: ErasureAuditParts,
  event: EventPlace,
): Promise<{ header: StatementHeader; treeCount: number | null } | null> {
  const { leafIndex } = event;
  if (leafIndex >= tiled) {
    const copy = await findInWal(wal, { leafIndex, ordinal: 0 });
    return copy === null ? null : { ...decodeStatement(copy.statement), treeCount: copy.treeCount };
  }
  const [n, i] = [Math.floor(leafIndex / tileWidth), leafIndex % tileWidth];
  const statement = (await tiles.bundle(n))[i];
  const treeCount = payload.treeCountOf(leafIndex);
  return statement === undefined ? null : { ...decodeStatement(statement), treeCount };
}

async function* auditGone(
  { wal, payload }: ErasureAuditParts,
  { event, id, leafIndex }: LoggedErasure,
): AsyncGenerator<Finding> {
  const said = `event ${id}: entry ${leafIndex} says that it is erased: expected zeros`;
  const copy = await findInWal(wal, event);
  if (copy !== null && !isZero(copy.secret)) {
    yield damaged(copy.file.path, copy.offset, `${said} for its secret, got the secret`);
  }
  for (const { path, offset, what } of payload.leftOf(event)) {
    yield damaged(path, offset, `${said} for its ${what}, got others`);
  }
}
