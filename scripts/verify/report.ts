/** What `npm run verify` says. */
import type { Facts, Judgement } from "@/lib/evidence/judgement";

/** A judgement, and the file it is about. */
export interface Judged {
  file: string;
  judgement: Judgement;
}

const marks = { passed: "✓", failed: "✗", "not configured": "–" };
const detailLengthMax = 110;

/** Prints every step of every judgement, then the outcome. */
export function printReport(judged: readonly Judged[], code: number): void {
  for (const one of judged) printJudgement(one);
  console.log("");
  printTrust(judged);
  const count = judged.length;
  const failed = judged.filter(({ judgement }) => judgement.outcome === "fails").length;
  if (code === 3) console.log("THE LOG CONTRADICTS ITSELF: keep these files, they prove it to anybody");
  else console.log(failed === 0 ? `${count} of ${count} hold` : `${failed} of ${count} DO NOT HOLD`);
}

function printJudgement({ file, judgement }: Judged): void {
  const { kind, subjects, steps, facts, outcome } = judgement;
  console.log(`\n${file}: ${kind}${subjects.length > 0 ? ` of ${subjects.join(", ")}` : ""}`);
  for (const { step, status, detail } of steps) {
    console.log(`  ${marks[status]} ${step.padEnd(18)} ${detail.slice(0, detailLengthMax)}`);
  }
  if (outcome === "misconduct") printContradiction(judgement);
  else if (outcome === "holds") for (const line of linesOf(facts)) console.log(`    ${line}`);
}

function linesOf(facts: Facts): string[] {
  const { iss, signedAt, hiddenFields, index, treeSize, rootHash, olderSize } = facts;
  const time = signedAt === undefined ? "" : ` at ${new Date(signedAt * 1000).toISOString()}`;
  const lines: string[] = [];
  if (iss !== undefined) lines.push(`signed by ${iss}${time}; ${hiddenFields ?? 0} fields not public`);
  if (olderSize !== undefined)
    lines.push(`${olderSize} entries, then ${treeSize}: nothing was changed or removed`);
  else if (treeSize !== undefined) lines.push(`entry ${index} of ${treeSize}, root ${rootHash ?? "–"}`);
  else if (index !== undefined) lines.push(`entry ${index} was promised${time}`);
  return lines;
}

function printContradiction({ kind, facts }: Judgement): void {
  const isPromise = kind === "broken promise";
  const title = isPromise
    ? `this log broke its promise: another entry is at index ${facts.index}`
    : `this log signed two different trees of ${facts.treeSize} entries`;
  console.log(`  ${title}`);
  for (const { name, signed } of facts.contradiction ?? []) {
    console.log(`  what it signed (${name}):`);
    for (const line of signed.trimEnd().split("\n")) console.log(`    ${line}`);
  }
}

function printTrust(judged: readonly Judged[]): void {
  const seen = judged.flatMap(({ judgement }) => judgement.facts.cosignatures ?? []);
  const names = [...new Set(seen.map(({ name }) => name))];
  const origins = [...new Set(judged.map(({ judgement }) => judgement.facts.origin))];
  console.log(`log ${origins.join(", ")}`);
  console.log(
    names.length === 0
      ? "no witnesses: only the log vouches for its tree"
      : `cosigned by ${names.join(", ")}`,
  );
  if (judged.every(({ judgement }) => judgement.isKeyIndependent)) return;
  console.log("The log's key came with the file. This shows that the file is consistent, not whose it is:");
  console.log("bring the key from elsewhere with --log or --policy.");
}

/** Prints the same for a program: one line of JSON. */
export function printJson(judged: readonly Judged[], code: number): void {
  const judgements = judged.map(({ file, judgement }) => ({ file, ...judgement }));
  console.log(JSON.stringify({ holds: code === 0, exitCode: code, judgements }));
}
