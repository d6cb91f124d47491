/**
 * Tessera's hammer, unmodified, drives our bench log and Tessera's own POSIX server in turn: the same machine, the same
 * flags, a fresh log each time. What hammer shows without its screen is nothing, so the logs' checkpoints are watched.
 */
import { buildGoTools, goVersion } from "@/scripts/interop/go-tools";
import { steadyAdds } from "./add-load";
import { type AddServer, type StartAddServer, startBenchLog, tesseraStarter } from "./add-server";
import type { BenchContext, Benchmark } from "./bench";
import { type Figure, latencyOf, medianOf, percentile, type Sample } from "./figure";
import { entryBytes, type Round, runHammer, timeAcks, warmUpMs, watchGrowth } from "./hammer-run";
import { inTurn, type Name, names } from "./in-turn";

/**
 * Writers, each with one request under way: fewer than a batch of Tessera's, as many as its documents use, and as many as it
 * was fastest with here. When all of them always wait, an answer takes writers ÷ rate, whatever the log.
 */
const writerCounts = [64, 512, 2048];

/** Adds a second in the comparison of latencies: far below what either log can do. */
const steadyRate = 1_000;

async function hammerFigures(
  context: BenchContext,
  { hammer, starters }: { hammer: string; starters: Record<Name, StartAddServer> },
  writers: number,
): Promise<Figure[]> {
  const runMs = warmUpMs + Math.max(3_000, context.limitMs);
  const measure = async (server: AddServer): Promise<Round> => {
    const [growth, ackMs, complaints] = await Promise.all([
      watchGrowth(server, runMs),
      timeAcks(server, runMs),
      runHammer(hammer, server, writers, runMs),
    ]);
    if (complaints.length > 0) context.progress(`hammer: ${complaints.length} complaints: ${complaints[0]}`);
    return { ...growth, ackMs };
  };
  const rounds = await inTurn(context, { label: `hammer-${writers}`, starters, measure });
  const label = `hammer.${writers}`;
  const pairs = rounds.suyuan.flatMap((own, i) => {
    const other = rounds.tessera[i];
    return other === undefined ? [] : [{ own, other }];
  });
  const ratio = (name: string, unit: string, of: (round: Round) => number) =>
    medianOf(
      `${label}.${name}`,
      unit,
      pairs.map(({ own, other }) => of(own) / of(other)),
    );
  return [
    ...names.flatMap((name) => [
      writesFigure(`${label}.${name}`, rounds[name]),
      medianOf(
        `${label}.${name}.cpu`,
        "µs/write",
        rounds[name].map(({ cpuUs }) => cpuUs ?? Number.NaN),
      ),
    ]),
    ratio("ratio", "× Tessera", (round) => round.writesPerSecond),
    ratio("ack.ratio", "× Tessera's p99", (round) => percentile(round.ackMs, 0.99)),
  ];
}

function writesFigure(name: string, rounds: readonly Round[]): Figure {
  const rates = rounds.map(({ writesPerSecond }) => writesPerSecond);
  const p99 = percentile(
    rounds.flatMap(({ ackMs }) => ackMs),
    0.99,
  );
  return { ...medianOf(name, "writes/s", rates), p99 };
}

/** Latencies at a steady rate: hammer tells none, and keeps as many requests waiting as there are writers. */
async function latencyFigures(
  context: BenchContext,
  starters: Record<Name, StartAddServer>,
): Promise<Figure[]> {
  const measure = (server: AddServer): Promise<Sample> =>
    steadyAdds(server.prefix, {
      perSecond: steadyRate,
      count: steadyRate * (context.limitMs / 1_000),
      entryBytes,
    });
  const samples = await inTurn(context, { label: "steady", starters, measure });
  const tails = (name: Name) => samples[name].map(({ latenciesMs = [] }) => percentile(latenciesMs, 0.99));
  const ratios = tails("suyuan").map((own, i) => own / (tails("tessera")[i] ?? Number.NaN));
  return [
    ...names.map((name) => latencyOf(`add.steady.${name}`, samples[name])),
    medianOf("add.steady.ratio", "× Tessera's p99", ratios),
  ];
}

const where = { suyuan: "our bench log", tessera: "Tessera's POSIX server" };

/** Builds the commands; null, with a line that says so, where there is no Go. */
function tools(context: BenchContext): { hammer: string; starters: Record<Name, StartAddServer> } | null {
  if (goVersion() === undefined) {
    context.progress("left out: there is no Go here that can build hammer");
    return null;
  }
  const tool = buildGoTools();
  return {
    hammer: tool("hammer"),
    starters: { suyuan: startBenchLog, tessera: tesseraStarter(tool("posix")) },
  };
}

function hammerWith(writers: number): Benchmark {
  const figures: Record<string, string> = {};
  for (const name of names) {
    figures[`hammer.${writers}.${name}`] =
      `POST /add to ${where[name]}, one ${entryBytes}-byte entry a request, ${writers} writers of Tessera's hammer; p99 of one more writer beside them`;
    figures[`hammer.${writers}.${name}.cpu`] =
      "CPU time of the server for one of them, the kernel's part included";
  }
  figures[`hammer.${writers}.ratio`] = "writes of ours to Tessera's, median of the pairs of rounds";
  figures[`hammer.${writers}.ack.ratio`] = "p99 of our answers to Tessera's, median of the pairs of rounds";
  return {
    group: "ledger",
    figures,
    async run(context) {
      const built = tools(context);
      return built === null ? [] : hammerFigures(context, built, writers);
    },
  };
}

const steady: Benchmark = {
  group: "ledger",
  figures: {
    "add.steady.suyuan": `POST /add to our bench log, ${steadyRate} a second at even distances: time to the answer`,
    "add.steady.tessera": "the same to Tessera's POSIX server",
    "add.steady.ratio": "p99 of ours to p99 of Tessera's, median of the pairs of rounds",
  },
  async run(context) {
    const built = tools(context);
    return built === null ? [] : latencyFigures(context, built.starters);
  },
};

/** Everything that is compared through `POST /add`. */
export const adds: readonly Benchmark[] = [...writerCounts.map(hammerWith), steady];
