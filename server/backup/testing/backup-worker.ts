/**
 * A process to be backed up and killed: opens the world in the folder of its first argument, captures as fast as it can,
 * and erases one of its last events now and then. Writes a line for each acknowledged entry (`entry <index> <leaf hash>`)
 * and each finished erasure (`erased <index.ordinal>`), in one write(2) each.
 */
import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { toHex } from "@/lib/bytes";
import { erasureOf } from "@/server/ledger/testing/erasure";
import { admitMaker, capture, maker, openWorld, smallSettings } from "@/server/ledger/testing/world";

const [dir = ""] = process.argv.slice(2);
const ledger = await openWorld(dir, { settings: { ...smallSettings, walSegmentBytes: 256 << 10 } });
if (ledger.membership().keyOf(toHex(maker.signer.kid)) === undefined) await admitMaker(ledger);
writeSync(1, "ready\n");

async function appendForEver(lane: number): Promise<never> {
  for (let n = lane; ; n++) {
    const { leafIndex, leafHash } = await ledger.append(capture(n, n + 0.5));
    writeSync(1, `entry ${leafIndex} ${toHex(leafHash)}\n`);
    // At a pace that the test can follow.
    await sleep(4);
    if (n % 20 !== 10) continue;
    // An old one, and the newest: one is in tiles, the other in the log only.
    for (const index of [leafIndex - 400, leafIndex]) {
      const entry = index < 10 ? null : await ledger.entry(index);
      if (entry?.trees.length !== 2 || entry.trees[1]?.secret === null) continue;
      await ledger.append(erasureOf(`${index}.1`));
      writeSync(1, `erased ${index}.1\n`);
    }
  }
}

await Promise.all(Array.from({ length: 4 }, (_, lane) => appendForEver(lane * 1e6)));
