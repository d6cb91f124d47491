/**
 * `npm run fuzz [-- NAME…] [--seconds N] [--seed N]`: coverage-guided fuzzing of the parsers, some seconds each. What it
 * finds goes to scripts/fuzz/seeds/NAME.txt, where the tests read it; exit code 1 when it finds something.
 */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { toHex } from "@/lib/bytes";
import { seededRandom } from "./fuzz/chance";
import { fuzz } from "./fuzz/fuzzer";
import { makeTargets } from "./fuzz/targets";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "10" },
    seed: { type: "string", default: String(Date.now() % 1e9) },
  },
});
const targets = (await makeTargets()).filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
);
if (targets.length === 0) throw new Error(`there is no target ${positionals.join(", ")}`);
console.log(`seed ${values.seed}`);
let found = 0;
for (const target of targets) {
  const below = seededRandom(Number(values.seed));
  const { executions, reached, kept, failures, slowestMs } = fuzz(
    target,
    Number(values.seconds) * 1000,
    below,
  );
  const grown = `${reached[0]} → ${reached[1]} blocks`;
  console.log(
    `${target.name}: ${executions} executions, ${grown}, ${kept.length} inputs kept, slowest ${slowestMs.toFixed(1)} ms`,
  );
  for (const { input, wrong } of failures) {
    found++;
    console.log(`  WRONG  ${wrong}\n         ${toHex(input).slice(0, 400)}`);
    appendFileSync(join(import.meta.dirname, `fuzz/seeds/${target.name}.txt`), `${toHex(input)}\n`);
  }
}
process.exitCode = found === 0 ? 0 : 1;
