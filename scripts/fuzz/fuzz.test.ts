import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "@/lib/bytes";
import { seededRandom } from "./chance";
import { largeInputs } from "./large";
import { mutate } from "./mutate";
import { Finding, type Target, wrongOf } from "./target";
import { makeTargets } from "./targets";

const targets = await makeTargets();
const mutations = 400;
/** Of CPU time, for a megabyte, on a machine with much else to do; what is not linear takes minutes. */
const largeMs = 1000;

/** What was found once, and would be again. */
function keptSeeds({ name }: Target): Uint8Array[] {
  const path = join(import.meta.dirname, `seeds/${name}.txt`);
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => /^[0-9a-f]+$/.test(line))
    .map(fromHex);
}

function cpuMs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe.each(targets)("$name", (target) => {
  test("reads its own seeds", () => {
    for (const seed of target.seeds) expect(() => target.run(seed)).not.toThrow();
  });

  test("refuses in its own words, or accepts what it writes back, whatever it is given", () => {
    const below = seededRandom(1);
    const corpus = [...target.seeds, ...keptSeeds(target)];
    const mutants = Array.from({ length: mutations }, () =>
      mutate(corpus[below(corpus.length)] ?? new Uint8Array(), corpus, target.words, below),
    );
    for (const input of [...corpus, ...mutants])
      expect([wrongOf(target, input), toHex(input)]).toEqual([null, toHex(input)]);
  });

  test("takes no more than linear time for a megabyte", () => {
    for (const { title, bytes } of largeInputs(target)) {
      let wrong: string | null = null;
      const ms = cpuMs(() => {
        wrong = wrongOf(target, bytes);
      });
      expect([title, wrong]).toEqual([title, null]);
      // Somebody else's work may have been counted: slow is what is slow again.
      const again = ms > largeMs ? cpuMs(() => wrongOf(target, bytes)) : ms;
      expect([title, again < largeMs]).toEqual([title, true]);
    }
  }, 120_000);
});

describe("the fuzzer tells", () => {
  const of = (run: Target["run"]) => wrongOf({ name: "x", words: [], seeds: [], run }, new Uint8Array());

  test("a parser's own errors from those of somebody who was not looking", () => {
    expect(of(() => undefined)).toBeNull();
    expect(of(() => JSON.parse("{"))).toMatch(/^SyntaxError/);
    expect(of(() => new DataView(new ArrayBuffer(1)).getUint32(0))).toMatch(/^RangeError/);
    expect(
      of(() => {
        throw new Finding("accepted");
      }),
    ).toBe("accepted");
  });
});
