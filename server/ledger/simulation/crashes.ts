/** One run: a log that is crashed again and again in every way there is, with witnesses that come and go. */
import { toHex } from "@/lib/bytes";
import { Frontier } from "@/lib/merkle/frontier";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { SimLog } from "./sim-log";
import { SimWorld, type WorldOptions } from "./sim-world";
import type { Trace } from "./trace";

/** How the steps of one life are spent, and how it ends. */
const endings = ["kill", "power", "failed sync", "close", "close, then power"] as const;

/**
 * Runs one seed to its end.
 * @throws Violation, with the trace, when an invariant of the model does not hold
 */
export async function runCrashes(options: WorldOptions & { readonly lives: number }): Promise<Trace> {
  const world = new SimWorld(options);
  try {
    for (const witness of world.witnesses) await witness.start();
    const log = world.log("a");
    for (let life = 0; life < options.lives; life++) {
      log.start();
      await live(world, log);
      await end(world, log);
      requireNothingWrong(world, log);
    }
    await settle(world, log);
    return world.trace;
  } finally {
    world.end();
  }
}

async function live(world: SimWorld, log: SimLog): Promise<void> {
  const { random } = world.scheduler;
  const steps = random.below(random.pick([10, 60, 200, 400]) ?? 60);
  const burst = random.pick([1, 2, 3, world.options.seed % 8 === 0 ? 40 : 4]) ?? 1;
  const pause = random.pick([1, 3, 6, 12]) ?? 6;
  for (let i = 0; i < steps && log.process?.isAlive === true; i++) {
    if (random.oneIn(pause)) for (let n = random.below(burst); n >= 0; n--) log.append();
    if (random.oneIn(80)) await disturb(world);
    await world.scheduler.step();
    if (world.trace.violation !== null) return;
  }
}

async function disturb({ scheduler, witnesses }: SimWorld): Promise<void> {
  const witness = scheduler.random.pick(witnesses);
  if (witness === undefined) return;
  if (scheduler.random.oneIn(2)) {
    witness.isReachable = !witness.isReachable;
    return;
  }
  witness.crash(scheduler.random.oneIn(2) ? "kill" : "power");
  await witness.start();
}

async function end({ scheduler }: SimWorld, log: SimLog): Promise<void> {
  const ending = scheduler.random.pick(endings);
  if (ending === "failed sync") {
    log.process?.failNextSync();
    log.append();
    await scheduler.until(() => log.process?.isAlive !== true, 300);
  }
  if (ending?.startsWith("close") && log.ledger !== null) await log.close();
  log.crash(ending?.endsWith("power") ? "power" : "kill");
}

/** No start may be refused: nobody restored anything, and a crash is no damage. */
function requireNothingWrong({ trace }: SimWorld, { refusal }: SimLog): void {
  if (refusal !== null && !refusal.message.includes("EIO"))
    trace.violate("NoFalseAlarm, NeverDamaged", `a start was refused: ${refusal.message}`);
  if (trace.violation !== null) throw trace.violation;
}

/** With everybody there the log comes up, holds all it acknowledged under all it showed, publishes, and becomes final. */
async function settle(world: SimWorld, log: SimLog): Promise<void> {
  const { scheduler, trace, witnesses } = world;
  for (const witness of witnesses) witness.isReachable = true;
  log.start();
  await scheduler.until(() => log.ledger !== null || log.process?.isAlive !== true, 20_000);
  requireNothingWrong(world, log);
  const { ledger } = log;
  if (ledger === null) {
    trace.violate("NothingBlocks", "the log does not come up");
    requireNothingWrong(world, log);
    return;
  }
  log.append();
  const isFinal = () => {
    const { size } = ledger.head();
    const isDone = size > 0 && log.acked.has(size - 1) && ledger.published().size === size;
    return isDone && (witnesses.length === 0 || ledger.final()?.size === size);
  };
  if (!(await scheduler.until(isFinal, 20_000))) {
    const { published, head, final } = {
      published: ledger.published(),
      head: ledger.head(),
      final: ledger.final(),
    };
    trace.violate("NothingBlocks", `at ${head.size}, published ${published.size}, final ${final?.size}`);
  }
  await requireHistory(world, log);
  await log.close();
  requireNothingWrong(world, log);
}

/** Every acknowledged entry is where it was promised to be, and every root shown is the root of that many entries. */
async function requireHistory({ trace }: SimWorld, { ledger, acked, parts }: SimLog): Promise<void> {
  if (ledger === null) return;
  const shown = trace.shownOf(parts.folder);
  const frontier = new Frontier(nodeSuite.sha256);
  for await (const { leafIndex, leafHash } of ledger.entries(0, ledger.head().size)) {
    const promised = acked.get(leafIndex);
    if (promised !== undefined && promised !== toHex(leafHash)) {
      trace.violate("AcknowledgedIsDurable", `entry ${leafIndex} is another than the one acknowledged`);
    }
    frontier.append(leafHash);
    const root = shown.get(frontier.size);
    if (root !== undefined && root !== toHex(frontier.root())) {
      trace.violate("OneHistory", `the checkpoint shown of ${frontier.size} entries is not of this log`);
    }
  }
}
