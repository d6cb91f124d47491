/** Keys found in haste, before the replay that says whose they are: a thread can then verify from the first tile on. */
import { join } from "node:path";
import type { PublicKey } from "@/lib/crypto/suite";
import { decodeStatement } from "@/lib/statement/statement";
import { entriesPath } from "@/lib/tile/path";
import type { WalSnapshot } from "../wal/snapshot";
import { keysNamedIn } from "./key-table";
import { entrySpans } from "./packed-hashes";
import type { PlainReads } from "./plain-reads";

/** Lists the keys that the statements in a snapshot name. */
export function keysInSnapshot({ membership }: WalSnapshot): PublicKey[] {
  return membership.changes.flatMap(({ bytes }) => keysIn(bytes));
}

/** Looks through the bundles of the first `count` tiles: for a log so small that nothing summarises it yet. */
export function keysInBundles(reads: PlainReads, dir: string, count: number): PublicKey[] {
  const keys: PublicKey[] = [];
  for (let n = 0; n < count; n++) {
    const bundle = reads.whole(join(dir, entriesPath(n)));
    if (bundle?.includes("membership+cose") !== true) continue;
    for (const { offset, end } of entrySpans(bundle)) {
      const entry = bundle.subarray(offset + 2, end);
      if (entry.includes("membership+cose")) keys.push(...keysIn(new Uint8Array(entry)));
    }
  }
  return keys;
}

function keysIn(bytes: Uint8Array): PublicKey[] {
  try {
    return keysNamedIn(decodeStatement(bytes));
  } catch {
    return []; // what is wrong with it, the replay says
  }
}
