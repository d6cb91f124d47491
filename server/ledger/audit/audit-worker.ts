/** One thread of an audit. */
import { parentPort, workerData } from "node:worker_threads";
import type { PublicKey } from "@/lib/crypto/suite";
import { sodiumSuite } from "@/server/crypto/sodium-suite";
import { type AuditReport, type AuditScope, type AuditTask, TaskRunner } from "./tasks";

export interface AuditQuestion {
  readonly id: number;
  readonly keys: readonly PublicKey[];
  readonly task: AuditTask;
}

export type AuditAnswer =
  | { readonly id: number; readonly report: AuditReport }
  | { readonly id: number; readonly error: string };

const runner = new TaskRunner(workerData as AuditScope, sodiumSuite);

parentPort?.on("message", async ({ id, keys, task }: AuditQuestion) => {
  parentPort?.postMessage(await answerTo(id, keys, task));
});

async function answerTo(id: number, keys: readonly PublicKey[], task: AuditTask): Promise<AuditAnswer> {
  try {
    runner.learn(keys);
    return { id, report: await runner.run(task) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
