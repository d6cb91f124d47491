/** The logs that are judged: made anew, published, and then left as they are. */
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Closers } from "@/server/closers";
import { send } from "@/server/http/answer";
import { answerLog, type PublicLog } from "@/server/http/log";
import { type Ledger, openLedger } from "@/server/ledger/ledger";
import { admitMaker, capture, logSigner, openWorld } from "@/server/ledger/testing/world";
import type { ServedLog } from "./judge";

/** More than 256² entries, so that there are three levels of tiles, a partial one on each. */
const rawEntries = 70_000;

const captures = 600;

/** Serves a log under `/log/` on a free port of this machine. @returns its prefix */
export async function serve(log: PublicLog, closers: Closers): Promise<string> {
  const server = createServer((request, response) => {
    const name = (request.url ?? "").replace(/^\/log\//, "");
    answerLog(log, request, name).then(
      (answer) => send(request, response, answer),
      (error) => response.destroy(error),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push("a log's port", async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/log`;
}

/** Makes both logs and serves them. */
export async function makeLogs(folder: string, closers: Closers): Promise<ServedLog[]> {
  const ledgers: [string, Ledger][] = [
    ["captures", await captureLog(join(folder, "captures"))],
    ["raw entries", await rawLog(join(folder, "raw"))],
  ];
  const logs: ServedLog[] = [];
  for (const [name, ledger] of ledgers) {
    closers.push(`the log of ${name}`, () => ledger.close());
    await ledger.whenPublished(ledger.head().size - 1);
    logs.push({ name, ledger, prefix: await serve(ledger, closers) });
  }
  return logs;
}

/** A log as the product founds it: members, keys, membership states, signed captures of sealed events. */
async function captureLog(dir: string): Promise<Ledger> {
  const ledger = await openWorld(dir);
  await admitMaker(ledger);
  await Promise.all(Array.from({ length: captures }, (_, n) => ledger.append(capture(n, n + 1))));
  return ledger;
}

/** A log without membership, of entries of every length from 1 to 300 bytes and a few of the longest there can be. */
async function rawLog(dir: string): Promise<Ledger> {
  const ledger = await openLedger({
    dir,
    signer: logSigner,
    origin: "interop.example/raw",
    admission: "none",
  });
  const atOnce = 4096;
  for (let from = 0; from < rawEntries; from += atOnce) {
    const count = Math.min(atOnce, rawEntries - from);
    await Promise.all(
      Array.from({ length: count }, (_, i) => {
        const length = i === 7 ? 65_535 : 1 + ((from + i) % 300);
        return ledger.append({ kind: "raw", entry: randomBytes(length) });
      }),
    );
  }
  return ledger;
}
