/**
 * `npm run erase -- INDEX.ORDINAL --reason CODE`: erases an event or record for the member that signed it, whose key
 * the keystore of this data folder must hold. The server has to be stopped; in a running one it is done on the page of
 * the event. Exit code 0: erased, in the database's files too; 1: erased, but the database keeps copies, as it says;
 * 2: it could not be done.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { DomainError } from "@/lib/errors";
import { erasureReasons, isErasureReason } from "@/lib/membership/erasure-reasons";
import { decodeStatement } from "@/lib/statement/statement";
import { makeClosers } from "@/server/closers";
import { claimDataFolder, startEngine } from "@/server/engine";
import { env as readEnv } from "@/server/env";
import type { ServiceDeps } from "@/server/services/deps";
import { eraseEvent } from "@/server/services/erasure/erase-event";
import { erasureStatus } from "@/server/services/erasure/erasure-notice";
import { parseEventId } from "@/server/services/trace/trace-event";
import { requireLedger, runScript } from "./setup/data-folder";

const usage = `usage: npm run erase -- INDEX.ORDINAL --reason ${erasureReasons.join("|")}`;

await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { reason: { type: "string", default: "" } },
  });
  const [event = "", ...more] = positionals;
  const { reason } = values;
  if (event === "" || more.length > 0 || !isErasureReason(reason)) {
    throw new DomainError("malformed", usage);
  }
  parseEventId(event);
  const env = readEnv();
  requireLedger(env);
  const closers = makeClosers();
  try {
    await claimDataFolder(env, closers);
    const { services } = await startEngine(env, closers, (line) => console.log(line));
    const notice = await eraseEvent(services, { iss: await issuerOf(services, event) }, { event, reason });
    console.log(`event ${event}: erased by ${notice.iss} (entry ${notice.entry}, ${notice.reason})`);
    const left = await untilForgotten(services, event);
    for (const line of left) console.log(`left: ${line}`);
    return left.length === 0 ? 0 : 1;
  } finally {
    await closers.close((line) => console.error(line));
  }
});

/** The member that signed the event, for whom it is erased. */
async function issuerOf({ ledger }: ServiceDeps, event: string): Promise<string> {
  const { leafIndex } = parseEventId(event);
  if (leafIndex >= ledger.head().size) {
    throw new DomainError("not_found", `event: expected one that is in the log, got ${event}`);
  }
  return decodeStatement((await ledger.entry(leafIndex)).statement).header.iss;
}

/** Waits for the database, telling each step. @returns what it cannot forget */
async function untilForgotten(services: ServiceDeps, event: string): Promise<readonly string[]> {
  let told = "";
  for (;;) {
    const { database } = await erasureStatus(services, event);
    if (database?.state === "forgotten") return database.left;
    const line = database?.error ?? `Postgres forgets: ${database?.step ?? "begins"}`;
    if (line !== told) console.log(line);
    told = line;
    await sleep(100);
  }
}
