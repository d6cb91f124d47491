/** veraison/go-cose, fxamacker/cbor and x/mod/sumdb/tlog, through the small Go command in go/cose: receipts and promises. */
import { toBase64 } from "@/lib/bytes";
import { leafHash } from "@/lib/merkle/hash";
import { rootFromInclusion } from "@/lib/merkle/verify";
import type { EntryPromise } from "@/lib/promise/entry-promise";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { Batch, Ledger } from "@/server/ledger/ledger";
import { logSigner } from "@/server/ledger/testing/world";
import { consistencyReceiptOf, receiptOfEntry } from "@/server/services/log/log-proofs";
import { LogSignatures } from "@/server/services/log/log-signatures";
import type { InteropContext, Judge, ServedLog } from "./judge";
import { runTool } from "./run-tool";
import { someIndexes, someSizes } from "./samples";

const { sha256 } = nodeSuite;
const batchSizes = [1, 2, 3, 7, 8, 256];

/** What the Go command reads: byte strings in base64. */
interface Given {
  vkey: string;
  origin: string;
  receipts: { receipt: string; entry: string; index: number; size: number; root: string }[];
  consistency: { receipt: string; size1: number; size2: number; root1: string; root2: string }[];
  promises: object[];
}

async function rootAt(ledger: Ledger, size: number): Promise<string> {
  const { statement } = await ledger.entry(size - 1);
  const path = await ledger.inclusionProof(size - 1, size);
  const hash = leafHash(sha256, statement);
  return toBase64(rootFromInclusion(sha256, { index: size - 1, size, leafHash: hash, path }));
}

function promiseJson({ statement, leafHash: hash, path, ...rest }: EntryPromise): object {
  return { ...rest, statement: toBase64(statement), leafHash: toBase64(hash), path: path.map(toBase64) };
}

async function promisesOf(ledger: Ledger, logSignatures: LogSignatures): Promise<object[]> {
  const promises: object[] = [];
  for (const count of batchSizes) {
    const leafHashes: Uint8Array[] = [];
    for await (const entry of ledger.entries(5, 5 + count)) leafHashes.push(entry.leafHash);
    const batch: Batch = { firstIndex: 5, leafHashes };
    for (const [i, hash] of leafHashes.entries()) {
      const promise = await logSignatures.promiseOf({ leafIndex: 5 + i, leafHash: hash, batch });
      promises.push(promiseJson(promise));
    }
  }
  return promises;
}

async function givenOf(ledger: Ledger): Promise<Given> {
  const logSignatures = new LogSignatures(ledger.origin, logSigner, () => Date.now());
  const deps = { ledger, logSignatures };
  const { size, rootHash } = ledger.published();
  const given: Given = {
    vkey: ledger.vkey,
    origin: ledger.origin,
    receipts: [],
    consistency: [],
    promises: [],
  };
  for (const index of someIndexes(size)) {
    const receipt = toBase64(await receiptOfEntry(deps, index));
    const entry = toBase64((await ledger.entry(index)).statement);
    given.receipts.push({ receipt, entry, index, size, root: toBase64(rootHash) });
  }
  const sizes = someSizes(size);
  for (const [i, size1] of sizes.entries()) {
    for (const size2 of new Set([sizes[i + 1] ?? size, size])) {
      const receipt = toBase64(await consistencyReceiptOf(deps, size1, size2));
      const [root1, root2] = [await rootAt(ledger, size1), await rootAt(ledger, size2)];
      given.consistency.push({ receipt, size1, size2, root1, root2 });
    }
  }
  return { ...given, promises: await promisesOf(ledger, logSignatures) };
}

/** Changes the last byte of some base64. */
function altered(text: string): string {
  const bytes = Buffer.from(text, "base64");
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return bytes.toString("base64");
}

async function judgeLog(context: InteropContext, { name, ledger }: ServedLog): Promise<void> {
  const given = await givenOf(ledger);
  const judge = (input: Given) => runTool(context.tool("cose"), [], { input: JSON.stringify(input) });
  const counts = `${given.receipts.length} receipts, ${given.consistency.length} of consistency, ${given.promises.length} promises`;
  await context.check(`${name}: ${counts}`, async () => {
    const { code, stdout, stderr } = await judge(given);
    const { receipts, consistency, promises } = given;
    const expected = `receipts ${receipts.length} consistency ${consistency.length} promises ${promises.length}\n`;
    if (code !== 0 || stdout !== expected) throw new Error(stderr);
  });
  await context.check(
    `${name}: a receipt with one bit changed, or of another entry, is noticed`,
    async () => {
      const [first, second] = given.receipts;
      if (first === undefined || second === undefined) throw new Error("too few entries");
      for (const odd of [
        { ...first, receipt: altered(first.receipt) },
        { ...first, entry: second.entry },
      ]) {
        const { code, stdout } = await judge({ ...given, receipts: [odd], consistency: [], promises: [] });
        if (code === 0) throw new Error(stdout);
      }
    },
  );
}

export const judge: Judge = {
  name: "go-cose",
  needs: "go",
  async run(context) {
    for (const log of context.logs) if (log.name === "captures") await judgeLog(context, log);
  },
};
