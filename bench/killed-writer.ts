/**
 * `killed-writer.ts FOLDER COUNT`: opens a raw log, tells as JSON how long that took and what the process then weighs,
 * appends COUNT entries of 300 bytes, and ends as by kill -9. A process of its own, so that the log really is left as a
 * crash leaves it, and nothing is in memory that a start would not put there.
 */
import { toHex } from "@/lib/bytes";
import { openFileKeystore } from "@/server/keystore/file-keystore";
import { openLedger } from "@/server/ledger/ledger";

const [folder = "", countText = "0"] = process.argv.slice(2);
const entryBytes = 300;
const together = 2_048;

const keystore = await openFileKeystore(`${folder}/keys`);
const [known] = await keystore.list();
const signer = known === undefined ? await keystore.create("log") : await keystore.signer(toHex(known.kid));
const from = performance.now();
const cpu = process.cpuUsage();
const ledger = await openLedger({
  dir: `${folder}/ledger`,
  signer,
  origin: "bench.example/killed",
  admission: "none",
});
const milliseconds = performance.now() - from;
const { user, system } = process.cpuUsage(cpu);
console.log(
  JSON.stringify({
    size: ledger.head().size,
    milliseconds,
    cpuMilliseconds: (user + system) / 1_000,
    megabytes: process.memoryUsage().rss / 1e6,
  }),
);
const count = Number(countText);
for (let done = 0; done < count; done += together) {
  const entries = Array.from({ length: Math.min(together, count - done) }, (_, i) => {
    const entry = Buffer.alloc(entryBytes, i);
    entry.writeUInt32BE(done + i);
    return new Uint8Array(entry);
  });
  await Promise.all(entries.map((entry) => ledger.append({ kind: "raw", entry })));
}
process.kill(process.pid, "SIGKILL");
