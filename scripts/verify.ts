/**
 * `npm run verify -- FILE.json [--policy FILE | --vkey VKEY] [--json]`: verifies a proof set or a single bundle with no server and no network.
 * Exit code 0: everything holds; 1: something does not; 2: it could not be tried.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { toHex } from "@/lib/bytes";
import { parseJson } from "@/lib/json";
import { parsePolicy } from "@/lib/note/policy";
import { formatVkey, parseVkey } from "@/lib/note/vkey";
import { type ProofFile, parseProofFile } from "@/lib/proof/proof-file";
import type { StepReport } from "@/lib/proof/steps";
import type { TrustRoots } from "@/lib/proof/trust";
import { type VerifiedBundle, verifyBundle } from "@/lib/proof/verify";
import { nodeSuite } from "@/server/crypto/node-suite";

const usage = "npm run verify -- FILE.json [--policy FILE | --vkey VKEY] [--json]";

interface Outcome {
  records: string[];
  steps: StepReport[];
  verified: VerifiedBundle | null;
}

/** Where the key came from: brought along, or merely found in the file. */
interface Trust {
  roots: TrustRoots;
  isIndependent: boolean;
}

function trustOf(file: ProofFile, policyPath: string | undefined, vkey: string | undefined): Trust {
  if (policyPath !== undefined) {
    const policy = parsePolicy(readFileSync(policyPath, "utf8"));
    const logs = policy.logs.map((log) => log.vkey);
    const log = logs.find(({ name }) => name === file.trust?.origin) ?? logs[0];
    if (log === undefined) throw new Error(`${policyPath}: expected a policy that names a log`);
    return { roots: { origin: log.name, logVkey: formatVkey(log), policy }, isIndependent: true };
  }
  if (vkey !== undefined)
    return { roots: { origin: parseVkey(vkey).name, logVkey: vkey }, isIndependent: true };
  if (file.trust === null) throw new Error("the file names no log: give its key with --vkey or --policy");
  const { origin, vkey: claimed, policy } = file.trust;
  const roots = { origin, logVkey: claimed };
  return {
    roots: policy === undefined ? roots : { ...roots, policy: parsePolicy(policy) },
    isIndependent: false,
  };
}

async function verifyAll(file: ProofFile, roots: TrustRoots): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [i, bundle] of file.set.bundles.entries()) {
    const steps: StepReport[] = [];
    const verified = await verifyBundle(nodeSuite, bundle, roots, (step) => steps.push(step)).catch(
      (error) => {
        if (steps.at(-1)?.status === "failed") return null;
        throw error;
      },
    );
    outcomes.push({ records: file.records?.[i] ?? [], steps, verified });
  }
  return outcomes;
}

const marks = { passed: "✓", failed: "✗", "not configured": "–" };

function printBundle({ records, steps, verified }: Outcome): void {
  console.log(`\n${records.join(", ") || "a record"}`);
  for (const { step, status, detail } of steps)
    console.log(`  ${marks[status]} ${step.padEnd(17)} ${detail.slice(0, 110)}`);
  if (verified === null) return;
  const hidden = verified.events.reduce((sum, event) => sum + event.hidden.length, 0);
  console.log(
    `    signed by ${verified.iss} at ${new Date(verified.iat * 1000).toISOString()}; ${hidden} fields not public`,
  );
}

function printEnd(outcomes: readonly Outcome[], { roots, isIndependent }: Trust): void {
  const failed = outcomes.filter(({ verified }) => verified === null).length;
  const newest = outcomes.find(({ verified }) => verified !== null)?.verified;
  console.log("");
  if (newest)
    console.log(
      `log ${roots.origin}, tree of ${newest.checkpoint.size} entries, root ${toHex(newest.checkpoint.rootHash)}`,
    );
  const seen = newest?.cosignatures ?? [];
  console.log(
    seen.length === 0
      ? "no witnesses: only the log vouches for its tree"
      : `cosigned by ${seen.map(({ name }) => name).join(", ")}`,
  );
  if (!isIndependent) {
    console.log("The log's key came with the file. This shows that the file is consistent, not whose it is:");
    console.log("bring the key from elsewhere with --vkey or --policy.");
  }
  console.log(
    failed === 0
      ? `${outcomes.length} of ${outcomes.length} hold`
      : `${failed} of ${outcomes.length} DO NOT HOLD`,
  );
}

function printJson(outcomes: readonly Outcome[], { roots, isIndependent }: Trust): void {
  const bundles = outcomes.map(({ records, steps, verified }) => ({
    records,
    holds: verified !== null,
    index: verified?.index ?? null,
    iss: verified?.iss ?? null,
    treeSize: verified?.checkpoint.size ?? null,
    steps,
  }));
  const holds = bundles.every((bundle) => bundle.holds);
  console.log(
    JSON.stringify({
      holds,
      origin: roots.origin,
      vkey: roots.logVkey,
      isKeyIndependent: isIndependent,
      bundles,
    }),
  );
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { policy: { type: "string" }, vkey: { type: "string" }, json: { type: "boolean" } },
  });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1 || (values.policy && values.vkey))
    throw new Error(`usage: ${usage}`);
  const file = parseProofFile(parseJson(readFileSync(path, "utf8"), { maxDepth: 200 }));
  const trust = trustOf(file, values.policy, values.vkey);
  const outcomes = await verifyAll(file, trust.roots);
  if (values.json) printJson(outcomes, trust);
  else {
    for (const outcome of outcomes) printBundle(outcome);
    printEnd(outcomes, trust);
  }
  return outcomes.every(({ verified }) => verified !== null) ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(`verify: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 2;
  },
);
