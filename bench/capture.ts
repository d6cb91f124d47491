/**
 * Captures through HTTP, as a customer's system sends them: every request signed in, through the plain door, over
 * kept-alive connections, answered when the entry is durable. Requests are written before the clock starts.
 */
import type { BenchContext, Benchmark } from "./bench";
import { type CapturedStretch, type CopySample, CopyYardstick } from "./copy";
import { type Figure, latencyOf, medianOf, rateOf, type Sample, take, timedInParallel } from "./figure";
import type { ServerUnderTest } from "./server-under-test";
import { Session } from "./session";
import { bareEvent, document, eventsPerDocument } from "./workload";

const singlesAtOnce = 32;
const documentsAtOnce = 4;

/** A sample with the CPU time that the server's process took for it; null where nobody tells. */
interface CaptureSample extends Sample {
  cpuMs: number | null;
}

interface Load {
  session: Session;
  server: ServerUnderTest;
  /** Requests under way at once. */
  width: number;
  limitMs: number;
}

/** Sends one sample; its time ends with `until`, its latencies are of the acknowledgements. */
async function send(
  { session, server, width, limitMs }: Load,
  requests: Buffer[],
  until: () => Promise<void>,
): Promise<CaptureSample> {
  const cpuFrom = server.cpuMs();
  const from = performance.now();
  const capture = (i: number) => session.capture(requests[i] ?? Buffer.alloc(0));
  const sample = await timedInParallel(requests.length, width, capture, limitMs);
  await until();
  const milliseconds = performance.now() - from;
  const cpuTo = server.cpuMs();
  return { ...sample, milliseconds, cpuMs: cpuFrom === null || cpuTo === null ? null : cpuTo - cpuFrom };
}

/** Opens a session for a load of `width` requests at once, and closes it after use. */
async function withLoad<T>(
  context: BenchContext,
  width: number,
  use: (load: Load) => Promise<T>,
): Promise<T> {
  const server = await context.server();
  const session = await Session.open(server.address, width);
  try {
    return await use({ session, server, width, limitMs: context.limitMs });
  } finally {
    session.close();
  }
}

/** Tells CPU time for each operation; nothing where it is not known. */
function cpuFigure(name: string, samples: CaptureSample[]): Figure[] {
  const values = samples.flatMap(({ cpuMs, operations }) => (cpuMs === null ? [] : [cpuMs / operations]));
  return values.length === 0 ? [] : [medianOf(name, "ms", values)];
}

export const captureSingles: Benchmark = {
  group: "ledger",
  figures: {
    "capture.single": `one event a request, ${singlesAtOnce} at once, until the mirror has caught up`,
    "capture.single.ack": "the same requests: sent to receipt (durable), each",
    "capture.single.cpu":
      "CPU time of the server's process for each, all threads, mirror included, Postgres not",
  },
  run(context) {
    const { repetitions, count } = context;
    return withLoad(context, singlesAtOnce, async (load) => {
      const { session } = load;
      const sample = (requests: number) => {
        const written = Array.from({ length: requests }, () => session.captureRequest(bareEvent()));
        return send(load, written, () => session.whenMirrored());
      };
      await sample(count(1_000)); // warm-up, not told
      const samples = await take(repetitions, () => sample(count(5_000)));
      return [
        rateOf("capture.single", "captures/s", samples),
        latencyOf("capture.single.ack", samples),
        ...cpuFigure("capture.single.cpu", samples),
      ];
    });
  },
};

/** Sends documents; counted in events. */
async function sendDocuments(
  load: Load,
  documents: number,
  until: () => Promise<void> = async () => {},
): Promise<CaptureSample> {
  const { session } = load;
  const written = Array.from({ length: documents }, () =>
    session.captureRequest(document(eventsPerDocument)),
  );
  const sample = await send(load, written, until);
  return { ...sample, operations: sample.operations * eventsPerDocument };
}

/** One round: the same machine in the same state for all of it. */
interface Round {
  /** Captures alone, the mirror paused. */
  alone: CaptureSample;
  /** What was captured then, applied by itself. */
  applied: Sample;
  /** COPY of the rows it became. */
  copied: CopySample;
  /** Captures while the mirror keeps up. */
  sustained: CaptureSample;
}

async function takeRound(load: Load, yardstick: CopyYardstick, documents: number): Promise<Round> {
  const { session, server } = load;
  await server.pauseMirror(true);
  const from = await session.size();
  const alone = await sendDocuments(load, documents);
  const stretch: CapturedStretch = { from, to: await session.size(), events: alone.operations };
  const startedAt = performance.now();
  await server.pauseMirror(false);
  await session.whenMirrored();
  const applied = { operations: alone.operations, milliseconds: performance.now() - startedAt };
  const copied = await yardstick.copy(stretch);
  const sustained = await sendDocuments(load, documents, () => session.whenMirrored());
  return { alone, applied, copied, sustained };
}

async function takeRounds(context: BenchContext): Promise<Round[]> {
  const { repetitions, count } = context;
  const { databaseUrl } = await context.server();
  return withLoad(context, documentsAtOnce, async (load) => {
    await sendDocuments(load, count(40), () => load.session.whenMirrored()); // warm-up, not told
    const yardstick = await CopyYardstick.open(databaseUrl, await load.session.size());
    const rounds: Round[] = [];
    for (let i = 0; i < repetitions; i++) rounds.push(await takeRound(load, yardstick, count(100)));
    await yardstick.close();
    return rounds;
  });
}

const inRows = ({ rows, milliseconds }: CopySample): Sample => ({ operations: rows, milliseconds });

export const captureDocuments: Benchmark = {
  group: "ledger",
  figures: {
    "capture.documents": `events in documents of ${eventsPerDocument}, ${documentsAtOnce} requests at once, until the mirror has caught up`,
    "capture.documents.ack": "the same requests: sent to receipt (durable), each",
    "capture.documents.cpu":
      "CPU time of the server's process for each event, all threads, mirror included, Postgres not",
    "capture.documents.alone": "such documents while the mirror is paused: events/s to receipts (durable)",
    "capture.documents.alone.cpu": "CPU time of the server's process for each of these events, all threads",
    "mirror.apply.alone": "the mirror catching up with these events, nothing else running: events/s",
    "copy.events":
      "COPY of the very rows these events became, into tables and indexes like the mirror's, same Postgres: events/s",
    "copy.rows": "the same in rows/s",
    "mirror.apply.of-copy": "the mirror catching up, in relation to COPY of the same rows (median of ratios)",
  },
  async run(context) {
    const rounds = await takeRounds(context);
    // The events are the same, so the ratio of rates is that of times.
    const shares = rounds.map(({ applied, copied }) => copied.milliseconds / applied.milliseconds);
    const sustained = rounds.map((round) => round.sustained);
    const alone = rounds.map((round) => round.alone);
    const copied = rounds.map((round) => round.copied);
    return [
      rateOf("capture.documents", "events/s", sustained),
      latencyOf("capture.documents.ack", sustained),
      ...cpuFigure("capture.documents.cpu", sustained),
      rateOf("capture.documents.alone", "events/s", alone),
      ...cpuFigure("capture.documents.alone.cpu", alone),
      rateOf(
        "mirror.apply.alone",
        "events/s",
        rounds.map((round) => round.applied),
      ),
      rateOf("copy.events", "events/s", copied),
      rateOf("copy.rows", "rows/s", copied.map(inRows)),
      medianOf("mirror.apply.of-copy", "× COPY", shares),
    ];
  },
};
