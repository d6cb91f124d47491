/** The head of a ledger that may be running. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Head, readHead } from "@/server/ledger/head";
import { nodeFiles } from "@/server/ledger/node-files";

const attemptsMax = 50;
const writingMs = 10;

/**
 * Reads the head of a ledger's folder, again when the server is in the middle of writing it.
 * @throws LedgerDamage when it does not hold
 */
export async function readLiveHead(dir: string): Promise<Head> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await readHead(nodeFiles, dir)).head;
    } catch (error) {
      if (attempt === attemptsMax) throw error;
      await sleep(writingMs);
    }
  }
}
