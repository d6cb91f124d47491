/**
 * A process to be killed: opens the world in the folder of its first argument and appends as fast as it can. Writes a
 * line `<index> <leaf hash>` for each acknowledged entry, in one write(2) each, so that a killed process tells whole
 * lines.
 */
import { writeSync } from "node:fs";
import { toHex } from "@/lib/bytes";
import { admitMaker, capture, maker, openWorld, smallSettings } from "./world";

const [dir = ""] = process.argv.slice(2);
const settings = { ...smallSettings, walSegmentBytes: 256 << 10 };
const ledger = await openWorld(dir, { settings });
if (ledger.membership().keyOf(toHex(maker.signer.kid)) === undefined) await admitMaker(ledger);
writeSync(1, "ready\n");

async function appendForEver(lane: number): Promise<never> {
  for (let n = lane; ; n++) {
    const { leafIndex, leafHash } = await ledger.append(capture(n));
    writeSync(1, `${leafIndex} ${toHex(leafHash)}\n`);
  }
}

await Promise.all(Array.from({ length: 24 }, (_, lane) => appendForEver(lane * 1e6)));
