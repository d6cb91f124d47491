/** One run: a log, and an older copy of its folder that is started in its place, and then beside it. */
import { toHex } from "@/lib/bytes";
import { Frontier } from "@/lib/merkle/frontier";
import type { Checkpoint } from "@/lib/note/checkpoint";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { SimLog } from "./sim-log";
import { SimWorld, type WorldOptions } from "./sim-world";
import type { Trace } from "./trace";

/**
 * Runs one seed to its end.
 * @throws Violation, with the trace, when an invariant of the model does not hold
 */
export async function runCopies(options: WorldOptions): Promise<Trace> {
  const world = new SimWorld({ ...options, losesMessages: false });
  try {
    for (const witness of world.witnesses) await witness.start();
    const original = world.log("a");
    original.start();
    await work(world, [original], 150);
    world.trace.note("Copy");
    const copy = world.log("b", original.parts.disk.copy());
    await work(world, [original], world.scheduler.random.below(300));
    original.crash("kill");
    await replace(world, copy);
    for (let round = 0; round < 3; round++) {
      if (original.process?.isAlive !== true) original.start();
      if (copy.process?.isAlive !== true) copy.start();
      await work(world, [original, copy], 150);
      world.scheduler.random.pick([original, copy])?.crash("power");
    }
    for (const log of [original, copy]) log.crash("kill");
    await requireAgreement(world, [original, copy]);
    if (world.trace.violation !== null) throw world.trace.violation;
    return world.trace;
  } finally {
    world.end();
  }
}

async function work(
  { scheduler, witnesses }: SimWorld,
  logs: readonly SimLog[],
  steps: number,
): Promise<void> {
  const { random } = scheduler;
  for (let i = 0; i < steps; i++) {
    if (random.oneIn(6)) random.pick(logs)?.append();
    const witness = random.oneIn(40) ? random.pick(witnesses) : undefined;
    if (witness !== undefined && random.oneIn(2)) witness.isReachable = !witness.isReachable;
    else if (witness !== undefined) {
      witness.crash("power");
      await witness.start();
    }
    await scheduler.step();
  }
}

/** Starts the copy while the original is down: it must not come up where a witness that answers knows more. */
async function replace({ scheduler, trace, witnesses }: SimWorld, copy: SimLog): Promise<void> {
  for (const witness of witnesses) witness.isReachable = scheduler.random.oneIn(2);
  const known = Math.max(0, ...witnesses.filter((one) => one.isReachable).map(({ size }) => size));
  copy.start();
  await scheduler.until(() => copy.ledger !== null || copy.refusal !== null, 2000);
  const own = copy.ledger?.published().size ?? 0;
  // Before its first checkpoint a log has nothing to ask about.
  if (copy.ledger !== null && copy.hadCheckpoint && known > own) {
    trace.violate("NeverSignsBehind", `a folder that ends at ${own} came up where a witness knows ${known}`);
  }
  if (copy.refusal !== null) trace.note("Refused", copy.refusal.message.slice(0, 60));
}

/** FinalIsOneHistory and WitnessesAreHonest: of what belongs together any two are in one history. */
async function requireAgreement(world: SimWorld, logs: readonly SimLog[]): Promise<void> {
  const { trace, witnesses, options } = world;
  const histories: ReadonlyMap<number, string>[] = [];
  for (const log of logs) histories.push(await rootsOf(world, log));
  const isIn = (history: ReadonlyMap<number, string>, { size, rootHash }: Checkpoint) =>
    history.get(size) === toHex(rootHash);
  const agree = (all: readonly Checkpoint[]) =>
    histories.some((history) => all.every((one) => isIn(history, one)));
  if (!agree(trace.final(options.quorum))) {
    trace.violate("FinalIsOneHistory", "two final checkpoints contradict each other");
  }
  for (const { name } of witnesses) {
    if (!agree(trace.cosignedBy(name))) trace.violate("WitnessesAreHonest", `${name} contradicts itself`);
  }
}

/** The root of each size of a folder's history, read from a copy by a process that asks nobody. */
async function rootsOf(world: SimWorld, { parts }: SimLog): Promise<Map<number, string>> {
  const frontier = new Frontier(nodeSuite.sha256);
  const roots = new Map([[0, toHex(frontier.root())]]);
  const log = world.log(`${parts.folder}'`, parts.disk.copy(), false);
  log.start();
  await world.scheduler.until(() => log.ledger !== null || log.refusal !== null, 5000);
  if (log.ledger === null) throw log.refusal ?? new Error("the folder does not open");
  for await (const { leafHash } of log.ledger.entries(0, log.ledger.head().size)) {
    frontier.append(leafHash);
    roots.set(frontier.size, toHex(frontier.root()));
  }
  log.crash("kill");
  return roots;
}
