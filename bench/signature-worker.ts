/** One thread of `audit.signatures`: verifies the same statements by the bare library, or as the audit does. */
import { parentPort, workerData } from "node:worker_threads";
import type { PublicKey } from "@/lib/crypto/suite";
import { signedMessage } from "@/lib/statement/sign1";
import { decodeStatement } from "@/lib/statement/statement";
import { StatementReader } from "@/lib/statement/statement-reader";
import { sodiumSuite } from "@/server/crypto/sodium-suite";
import { KeyTable } from "@/server/ledger/audit/key-table";
import { checkStatements } from "@/server/ledger/audit/statements-check";

export interface SignatureWork {
  readonly key: PublicKey;
  readonly statements: readonly Uint8Array[];
  readonly root: Uint8Array;
}

export interface SignatureRound {
  readonly mode: "library" | "audit";
  readonly rounds: number;
}

const { key, statements, root } = workerData as SignatureWork;
const keys = new KeyTable();
keys.add([key]);
const task = { verifier: { suite: sodiumSuite, keys }, reader: new StatementReader(), wantsEach: false };
const signed = statements.map(decodeStatement).map(({ protectedBytes, payload, signature }) => ({
  message: signedMessage(protectedBytes, payload),
  signature,
}));

function byLibrary(): void {
  for (const { message, signature } of signed) {
    if (!sodiumSuite.verify(key, message, signature)) throw new Error("a signature does not hold");
  }
}

function byAudit(): void {
  const entries = statements.map((bytes) => ({ bytes, recordTimeMs: 1, roots: [root] }));
  if (checkStatements(task, entries).kind !== "ordinary") throw new Error("a statement does not hold");
}

parentPort?.on("message", ({ mode, rounds }: SignatureRound) => {
  for (let i = 0; i < rounds; i++) (mode === "library" ? byLibrary : byAudit)();
  parentPort?.postMessage("done");
});
