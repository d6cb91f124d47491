import { describe, expect, inject, test, vi } from "vitest";
import { runCopies } from "./copies";
import { runCrashes } from "./crashes";
import type { BrokenDisk } from "./sim-files";
import type { Trace, Violation } from "./trace";

// Processes are simulated: the lock, which asks the system who lives, has its own tests.
vi.mock("../lock", () => ({ lockFolder: async () => ({ release: async () => undefined }) }));

const { runs, seed: onlySeed } = inject("simulation");
const seeds = onlySeed > 0 ? [onlySeed] : Array.from({ length: runs }, (_, i) => i + 1);
const world = { witnesses: 3, quorum: 2, lives: 5 };

/** Names the seed in whatever goes wrong: SIMULATION_SEED runs it alone. */
async function withSeed(seed: number, run: Promise<Trace>): Promise<Trace> {
  return run.catch((error: unknown) => {
    throw new Error(`SIMULATION_SEED=${seed}`, { cause: error });
  });
}

/** Which invariant the first of some seeds breaks; null when none does. */
async function brokenInvariant(run: (seed: number) => Promise<Trace>, tries = 60): Promise<string | null> {
  for (let seed = 1; seed <= tries; seed++) {
    const broken = await run(seed).then(
      () => null,
      (error: Partial<Violation>) => error.invariant ?? String(error),
    );
    if (broken !== null) return broken;
  }
  return null;
}

describe("the real engine and the real witness, on simulated disks and in every order a seed makes", () => {
  test("lose nothing acknowledged, show nothing that is not durable and one history, through any crashes", async () => {
    const counts = new Map<string, number>();
    for (const seed of seeds) {
      const trace = await withSeed(seed, runCrashes({ ...world, seed }));
      for (const [action, count] of trace.counts) counts.set(action, (counts.get(action) ?? 0) + count);
    }
    for (const action of ["Acknowledge", "Publish", "Cosign", "Recover"])
      expect(counts.get(action)).toBeGreaterThan(0);
  }, 600_000);

  test("never make two final checkpoints that contradict each other, whatever copies of the folder run", async () => {
    for (const seed of seeds) await withSeed(seed, runCopies({ ...world, seed }));
  }, 600_000);

  test("run the same way again from the same seed", async () => {
    const first = await runCrashes({ ...world, seed: 7 });
    const second = await runCrashes({ ...world, seed: 7 });
    expect(second.lines).toEqual(first.lines);
  });
});

describe("the simulation finds out when a rule is broken:", () => {
  const log = (brokenLog: BrokenDisk) => (seed: number) => runCrashes({ ...world, seed, brokenLog });

  test("an entry is acknowledged before fdatasync", async () => {
    expect(await brokenInvariant(log({ skipsSync: /\.seg$/ }))).toBe("AcknowledgedIsDurable");
  });

  test("a checkpoint is published before it is on the disk", async () => {
    expect(await brokenInvariant(log({ skipsSync: /head\.[ab]$/ }))).toBe("ShownIsPersisted");
  });

  test("the names of new files are not synced", async () => {
    expect(await brokenInvariant(log({ skipsFolderSync: true }))).not.toBeNull();
  });

  test("the head is not written once more at the start", async () => {
    expect(await brokenInvariant(log({ skipsRewrite: /head\.[ab]$/ }), 400)).not.toBeNull();
  }, 120_000);

  test("the last frame is not written once more at the start", async () => {
    expect(await brokenInvariant(log({ skipsRewrite: /\.seg$/ }), 400)).not.toBeNull();
  }, 120_000);

  test("the witnesses are not asked at the start", async () => {
    const run = (seed: number) => runCopies({ ...world, seed, asksAtStart: false });
    expect(await brokenInvariant(run)).toBe("NeverSignsBehind");
  });

  test("a witness answers before what it cosigned is on its disk", async () => {
    const brokenWitness = { skipsFolderSync: true };
    const run = (seed: number) => runCopies({ ...world, seed, brokenWitness });
    expect(await brokenInvariant(run)).toBe("WitnessesAreHonest");
  });
});
