/** A load of adds at a steady rate, for latencies: hammer sends as fast as it is answered, and tells none. */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Sample } from "./figure";
import { HttpClient } from "./http-client";

export interface SteadyLoad {
  perSecond: number;
  count: number;
  entryBytes: number;
}

/** Requests that may be under way at once. */
const connectionsMax = 1_024;

/** Milliseconds of load before what is told. */
const warmUpMs = 2_000;

/**
 * Adds random entries at even distances, whether or not those before are answered; the time of each runs from when it was
 * due, so that a log that holds the client up does not look faster for it.
 * @throws Error on any answer but an index
 */
export async function steadyAdds(
  prefix: string,
  { perSecond, count, entryBytes }: SteadyLoad,
): Promise<Sample> {
  const client = new HttpClient(prefix, connectionsMax);
  const entry = randomBytes(entryBytes);
  const latenciesMs: number[] = [];
  const warmUp = (warmUpMs * perSecond) / 1_000;
  const from = performance.now();
  const addOne = async (i: number) => {
    const dueMs = from + (i * 1_000) / perSecond;
    const body = Buffer.from(entry);
    body.writeUInt32BE(i);
    const reply = await client.send("POST", "/add", {}, body);
    if (reply.status !== 200 || !/^\d+$/.test(reply.body.toString())) {
      throw new Error(`/add: expected 200 and an index, got ${reply.status} ${reply.body}`);
    }
    if (i >= warmUp) latenciesMs.push(performance.now() - dueMs);
  };
  const adds: Promise<void>[] = [];
  while (adds.length < warmUp + count) {
    const due = Math.min(warmUp + count, ((performance.now() - from) * perSecond) / 1_000);
    while (adds.length < due) adds.push(addOne(adds.length));
    await sleep(1);
  }
  await Promise.all(adds);
  client.close();
  return { operations: count, milliseconds: (count * 1_000) / perSecond, latenciesMs };
}
