/**
 * `npm run verify -- FILE… [--policy FILE] [--log VKEY] [--json]`: verifies what a log and its pages give out, with no server and no
 * network. What a file is, is seen in its content: proof bundles, tlog-proof, COSE receipt, transparent statement, promise, broken
 * promise, consistency proof; and what these may need beside them: the entry's bytes, signed checkpoints.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Evidence, recognise } from "@/lib/evidence/evidence";
import { isClaim, judge } from "@/lib/evidence/judge";
import type { BroughtTrust } from "@/lib/evidence/log-of-trust";
import { parsePolicy } from "@/lib/note/policy";
import { nodeSuite } from "@/server/crypto/node-suite";
import { type Judged, printJson, printReport } from "./verify/report";

const usage = `npm run verify -- FILE… [--policy FILE] [--log VKEY] [--json]
  FILE      a proof (proof.json, .tlog-proof, .receipt, .scitt, .promise, consistency), and what it needs: entry, checkpoints
  --policy  a C2SP tlog-policy file, obtained elsewhere: whose log, and which witnesses must have cosigned
  --log     the log's verifier key, obtained elsewhere: NAME+ID+KEY
  exit code 0: everything holds · 1: something does not · 2: it could not be tried · 3: the log's own signatures contradict each other`;

interface Input {
  file: string;
  evidence: Evidence;
}

/** Reads and recognises one file. @throws Error with one line that begins with the file's name */
function readInput(file: string): Input {
  try {
    return { file, evidence: recognise(readFileSync(file)) };
  } catch (error) {
    throw new Error(`${file}: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such file";
  return code === "EISDIR" ? "expected a file, got a folder" : message;
}

function broughtTrust(policyFile: string | undefined, vkey: string | undefined): BroughtTrust {
  const brought: BroughtTrust = vkey === undefined ? {} : { vkey };
  if (policyFile === undefined) return brought;
  try {
    return { ...brought, policy: parsePolicy(readFileSync(policyFile, "utf8")) };
  } catch (error) {
    throw new Error(`--policy ${policyFile}: ${reasonOf(error)}`);
  }
}

/** @throws Error with one line when a claim cannot be tried */
async function judgeAll(inputs: readonly Input[], brought: BroughtTrust): Promise<Judged[]> {
  const claims = inputs.filter(({ evidence }) => isClaim(evidence));
  const odd = inputs.find(({ evidence: { kind } }) => kind === "policy" || kind === "vkey");
  if (odd !== undefined) {
    const option = odd.evidence.kind === "policy" ? "--policy" : "--log";
    throw new Error(`${odd.file}: this is what to trust, not what to verify: give it with ${option}`);
  }
  if (claims.length === 0) {
    const kinds = inputs.map(({ file, evidence }) => `${file} (${evidence.kind})`).join(", ");
    throw new Error(`nothing to verify: expected a proof, receipt or promise, got ${kinds}`);
  }
  const all = inputs.map(({ evidence }) => evidence);
  const judged: Judged[] = [];
  for (const { file, evidence } of claims) {
    const judgements = await judge(nodeSuite, evidence, all, brought).catch((error: Error) => {
      throw new Error(
        `${file}: ${error.message}${error.message.startsWith("trust:") ? " (--log or --policy)" : ""}`,
      );
    });
    judged.push(...judgements.map((judgement) => ({ file, judgement })));
  }
  return judged;
}

function exitCode(judged: readonly Judged[]): number {
  const outcomes = judged.map(({ judgement }) => judgement.outcome);
  if (outcomes.includes("misconduct")) return 3;
  return outcomes.includes("fails") ? 1 : 0;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      policy: { type: "string" },
      log: { type: "string" },
      json: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (positionals.length === 0) throw new Error(`expected a file\n${usage}`);
  const brought = broughtTrust(values.policy, values.log);
  const judged = await judgeAll(positionals.map(readInput), brought);
  const code = exitCode(judged);
  if (values.json) printJson(judged, code);
  else printReport(judged, code);
  return code;
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
