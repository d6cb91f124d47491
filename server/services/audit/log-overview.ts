/** How the log stands, for whoever is signed in: size, checkpoints, witnesses, growth. */
import { toHex } from "@/lib/bytes";
import type { CosignedCheckpoint, WitnessingStatus } from "@/server/ledger/ledger";
import type { ServiceDeps } from "../deps";
import { type GrowthBucket, growthOf } from "./growth";

const hourMs = 3_600_000;

/** A checkpoint as shown: `newestEntryAt` is the log time of its last entry; checkpoints carry no time of their own. */
export interface ShownCheckpoint {
  readonly size: number;
  readonly rootHash: string;
  readonly newestEntryAt: string | null;
  readonly cosigners: { readonly name: string; readonly seenAt: string }[];
}

export interface LogOverview {
  readonly origin: string;
  readonly vkey: string;
  /** The log that this one continues, and its entries there are; null for one that began anew. */
  readonly continues: { readonly origin: string; readonly size: number } | null;
  readonly size: number;
  /** Entries that the mirror has yet to apply. */
  readonly mirrorLag: number;
  /** Null before the first. */
  readonly published: ShownCheckpoint | null;
  readonly final: ShownCheckpoint | null;
  readonly witnessing: {
    readonly configured: number;
    readonly needed: number;
    readonly witnesses: { readonly name: string; readonly trouble: string | null }[];
  };
  /** The last 24 hours and the last 14 days (UTC), the present one last. */
  readonly growth: { readonly hours: GrowthBucket[]; readonly days: GrowthBucket[] };
}

/** Gathers it from the ledger. */
export async function logOverview({ ledger, mirror, nowMs }: ServiceDeps): Promise<LogOverview> {
  const { size } = ledger.head();
  const now = nowMs();
  const final = ledger.final();
  const published = ledger.published();
  return {
    origin: ledger.origin,
    vkey: ledger.vkey,
    continues: predecessorOf(ledger),
    size,
    mirrorLag: Math.max(0, size - mirror.appliedSize()),
    published: published.size === 0 ? null : await shown(ledger, published),
    final: final === null ? null : await shown(ledger, final),
    witnessing: shownWitnessing(ledger.witnessing()),
    growth: {
      hours: await growthOf(ledger, { nowMs: now, spanMs: hourMs, count: 24 }),
      days: await growthOf(ledger, { nowMs: now, spanMs: 24 * hourMs, count: 14 }),
    },
  };
}

function predecessorOf(ledger: ServiceDeps["ledger"]): LogOverview["continues"] {
  const { continuation } = ledger.membership();
  if (continuation === null) return null;
  const { origin, size } = continuation.predecessor;
  return { origin, size };
}

function shownWitnessing({ witnesses, ...rest }: WitnessingStatus): LogOverview["witnessing"] {
  return { ...rest, witnesses: [...witnesses] };
}

async function shown(
  ledger: ServiceDeps["ledger"],
  { size, rootHash, cosigners }: CosignedCheckpoint,
): Promise<ShownCheckpoint> {
  const { recordTimeMs } = await ledger.entry(size - 1);
  return {
    size,
    rootHash: toHex(rootHash),
    newestEntryAt: new Date(recordTimeMs).toISOString(),
    cosigners: cosigners.map(({ name, time }) => ({ name, seenAt: new Date(time * 1000).toISOString() })),
  };
}
