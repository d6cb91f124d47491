/** Coverage-guided fuzzing: inputs that reach new code are kept and changed again. */
import { Coverage, type Reached } from "./coverage";
import { type Below, mutate } from "./mutate";
import { type Target, wrongOf } from "./target";

/** An input that makes a parser do what it must not. */
export interface Failure {
  readonly input: Uint8Array;
  readonly wrong: string;
}

export interface FuzzReport {
  readonly executions: number;
  /** Functions and blocks reached, by the seeds and in the end. */
  readonly reached: readonly [number, number];
  readonly kept: readonly Uint8Array[];
  /** The first of each kind. */
  readonly failures: readonly Failure[];
  readonly slowestMs: number;
}

/** Inputs between two takes: few while there is much to learn. */
const [togetherMin, togetherMax] = [64, 8192];
/** For one input of at most 16 kB. */
const slowMs = 100;

/** Fuzzes one parser for some time. */
export function fuzz(target: Target, milliseconds: number, below: Below): FuzzReport {
  const coverage = new Coverage((url) => /\/(lib|server)\//.test(url) && !url.includes("node_modules"));
  const failures = new Map<string, Failure>();
  const corpus = [...target.seeds];
  let slowestMs = 0;
  const run = (input: Uint8Array) => {
    const before = process.cpuUsage();
    const wrong = wrongOf(target, input);
    const { user, system } = process.cpuUsage(before);
    slowestMs = Math.max(slowestMs, (user + system) / 1000);
    const kind = wrong ?? ((user + system) / 1000 > slowMs ? "slow" : null);
    if (kind !== null) failures.set(kindOf(kind), failures.get(kindOf(kind)) ?? { input, wrong: kind });
  };
  for (const seed of corpus) run(seed);
  coverage.takeNew();
  const first = coverage.reached;
  let executions = corpus.length;
  let together = togetherMin;
  for (const end = performance.now() + milliseconds; performance.now() < end; ) {
    const inputs = Array.from({ length: together }, () => {
      // The newest are changed most.
      const at =
        below(3) === 0 ? below(corpus.length) : corpus.length - 1 - below(Math.min(corpus.length, 24));
      return mutate(corpus[at] ?? new Uint8Array(), corpus, target.words, below);
    });
    for (const input of inputs) run(input);
    executions += together;
    const reached = coverage.takeNew();
    if (reached.length > 0) corpus.push(...reaching(target, inputs, { coverage, reached }));
    together = reached.length > 0 ? togetherMin : Math.min(togetherMax, together * 2);
  }
  const report = { reached: [first, coverage.reached] as const, kept: corpus.slice(target.seeds.length) };
  coverage.end();
  return { ...report, executions, failures: [...failures.values()], slowestMs };
}

/** Of inputs that together reached something new, one for each part of it, found by halving. */
function reaching(target: Target, inputs: readonly Uint8Array[], { coverage, reached }: Found): Uint8Array[] {
  for (const input of inputs) wrongOf(target, input);
  const here = coverage.takeOf(reached);
  if (here.length === 0 || inputs.length <= 1) return here.length === 0 ? [] : [...inputs];
  const middle = inputs.length >> 1;
  const left = reaching(target, inputs.slice(0, middle), { coverage, reached: here });
  // What the left half reaches alone needs no second input.
  for (const input of left) wrongOf(target, input);
  const found = left.length === 0 ? [] : coverage.takeOf(here);
  const missing = here.filter((one) => !found.includes(one));
  if (missing.length === 0) return left;
  return [...left, ...reaching(target, inputs.slice(middle), { coverage, reached: missing })];
}

interface Found {
  readonly coverage: Coverage;
  readonly reached: readonly Reached[];
}

/** Failures that differ only in their values are of one kind. */
function kindOf(wrong: string): string {
  return wrong.replaceAll(/"(?:[^"\\]|\\.)*"|\d+/g, "…").slice(0, 80);
}
