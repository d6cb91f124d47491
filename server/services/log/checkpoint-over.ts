/** The checkpoint an entry is proven against: the final one where it covers the entry, else the one published last. */
import { formatPolicy } from "@/lib/note/policy";
import type { CosignedCheckpoint, Ledger } from "@/server/ledger/ledger";

/** accepted = durable, index promised; published = in a signed checkpoint; final = cosigned by a quorum. */
export type EntryState = "accepted" | "published" | "final";

/** How many witnesses there are, how few of them make an entry final, and how many have cosigned a checkpoint over it. */
export interface EntryWitnesses {
  configured: number;
  /** 0 when no quorum is asked for: then nothing becomes final. */
  needed: number;
  seen: number;
}

type Checkpoints = Pick<Ledger, "published" | "final">;

/** Returns the checkpoint to prove an entry against; null while none covers it. */
export function checkpointOver(ledger: Checkpoints, leafIndex: number): CosignedCheckpoint | null {
  const final = ledger.final();
  if (final !== null && leafIndex < final.size) return final;
  const published = ledger.published();
  return leafIndex < published.size ? published : null;
}

/** Tells how far the entry at `leafIndex` has come. */
export function entryState(ledger: Checkpoints, leafIndex: number): EntryState {
  if (leafIndex < (ledger.final()?.size ?? 0)) return "final";
  return leafIndex < ledger.published().size ? "published" : "accepted";
}

/** Tells how many witnesses vouch for an entry, and of how many. */
export function entryWitnesses(
  ledger: Checkpoints & Pick<Ledger, "witnessing">,
  leafIndex: number,
): EntryWitnesses {
  const { configured, needed } = ledger.witnessing();
  return { configured, needed, seen: checkpointOver(ledger, leafIndex)?.cosigners.length ?? 0 };
}

/**
 * Writes the log's policy for whoever verifies (C2SP tlog-policy): its keys, its witnesses and its quorum, without the
 * addresses at which the log asks them, which may be of a private network.
 */
export function publicPolicy(ledger: Pick<Ledger, "policy">): string {
  const { witnesses, ...policy } = ledger.policy();
  return formatPolicy({ ...policy, witnesses: witnesses.map(({ name, vkey }) => ({ name, vkey })) });
}
