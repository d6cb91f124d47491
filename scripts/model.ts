/**
 * `npm run model [-- --report FILE]`: the TLA+ model of server/ledger/model before TLC: each configuration holds, and each
 * rule of the code, taken away, breaks an invariant. Left out where there is no Java or no TLC.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { check, findChecker } from "./model/checker";

const folder = join(import.meta.dirname, "../server/ledger/model");
const configurations = ["crashes", "copies", "progress"];

/** What is taken away, in a configuration where it must show, with three entries: the common past and two futures. */
const broken: readonly { readonly without: string; readonly in: string; readonly crashes?: number }[] = [
  { without: "AcksAfterSync", in: "crashes" },
  { without: "ShowsAfterPersist", in: "crashes" },
  { without: "RewritesLastFrame", in: "crashes" },
  { without: "MakesHeadDurableBeforeAsking", in: "crashes" },
  { without: "ChecksSizesAtStart", in: "copies", crashes: 0 },
  { without: "WitnessPersistsFirst", in: "copies" },
  { without: "WitnessChecksConsistency", in: "copies", crashes: 0 },
];

const { values } = parseArgs({ options: { report: { type: "string" } } });
const counts = { passed: 0, failed: 0, skipped: 0 };
const scratch = mkdtempSync(join(tmpdir(), "suyuan-model-"));

function judge(jar: string, name: string, { text, isBroken }: { text: string; isBroken: boolean }): void {
  writeFileSync(join(scratch, `${name}.cfg`), text);
  const { violated, distinctStates, depth, seconds, output } = check(jar, scratch, name);
  const isRight = isBroken === (violated !== null);
  counts[isRight ? "passed" : "failed"]++;
  const found = violated === null ? "all hold" : `${violated} does not hold`;
  const figures = `${distinctStates} states, depth ${depth}, ${seconds.toFixed(1)} s`;
  console.log(`  ${isRight ? "ok    " : "WRONG "} ${name}: ${found} (${figures})`);
  if (!isRight) console.log(output.slice(-6000));
}

try {
  const checker = findChecker();
  if ("missing" in checker) {
    counts.skipped = configurations.length + broken.length + 1;
    console.log(`model: skipped, because ${checker.missing}`);
  } else {
    copyFileSync(join(folder, "Checkpoints.tla"), join(scratch, "Checkpoints.tla"));
    const texts = new Map(
      configurations.map((name) => [name, readFileSync(join(folder, `${name}.cfg`), "utf8")]),
    );
    for (const [name, text] of texts) judge(checker.jar, name, { text, isBroken: false });
    for (const { without, in: name, crashes } of broken) {
      const text = (texts.get(name) ?? "")
        .replace("MaxEntries = 2", "MaxEntries = 3")
        .replace(/MaxCrashes = \d/, (bound) => (crashes === undefined ? bound : `MaxCrashes = ${crashes}`))
        .replace(`${without} = TRUE`, `${without} = FALSE`);
      judge(checker.jar, `${name}-without-${without}`, { text, isBroken: true });
    }
    // Two quorums that need not share a witness.
    const text = (texts.get("copies") ?? "").replace("Quorum = 2", "Quorum = 1");
    judge(checker.jar, "copies-with-quorum-1-of-2", { text, isBroken: true });
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(counts));
process.exitCode = counts.failed === 0 ? 0 : 1;
