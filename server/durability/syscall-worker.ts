/**
 * A process whose system calls are made to fail: opens a ledger in the folder of its first argument, as the server
 * would, appends as many captures as the second says, and closes it. Tells each acknowledged entry and each published
 * checkpoint in one write(2) to standard output.
 */
import { writeSync } from "node:fs";
import { toHex } from "@/lib/bytes";
import { openLedger } from "@/server/ledger/ledger";
import {
  admitMaker,
  capture,
  logSigner,
  maker,
  operator,
  origin,
  smallSettings,
} from "@/server/ledger/testing/world";

const [dir = "", count = "0"] = process.argv.slice(2);
const lanes = 8;
const tell = (line: object): void => {
  writeSync(1, `${JSON.stringify(line)}\n`);
};

const ledger = await openLedger({
  dir,
  signer: logSigner,
  origin,
  founding: { operator: { iss: operator.iss, key: operator.signer.key } },
  settings: smallSettings,
});
ledger.onPublish(({ size, rootHash }) => tell({ published: size, root: toHex(rootHash) }));
if (ledger.membership().keyOf(toHex(maker.signer.kid)) === undefined) await admitMaker(ledger);

let next = 0;
async function appendSome(): Promise<void> {
  while (next < Number(count)) {
    try {
      const { leafIndex, leafHash } = await ledger.append(capture(next++));
      tell({ acknowledged: leafIndex, leafHash: toHex(leafHash) });
    } catch (error) {
      // A full disk refuses and passes; anything else is not expected here.
      if (!(error instanceof Error && "code" in error && error.code === "unavailable")) throw error;
      tell({ refused: error.message });
    }
  }
}

await Promise.all(Array.from({ length: lanes }, appendSome));
await ledger.close();
tell({ done: true });
