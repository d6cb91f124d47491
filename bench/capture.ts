/**
 * Captures through HTTP, as a customer's system sends them: every request signed in, over kept-alive connections, answered
 * when the entry is durable. The clock runs until the mirror holds all of them. Bodies are written before it starts.
 */
import type { BenchContext, Benchmark } from "./bench";
import { type CapturedStretch, type CopySample, CopyYardstick } from "./copy";
import { type Figure, latencyOf, medianOf, rateOf, type Sample, take, timedInParallel } from "./figure";
import type { ServerUnderTest } from "./server-under-test";
import { Session, submissionOf } from "./session";
import { bareEvent, document, eventsPerDocument } from "./workload";

const singlesAtOnce = 16;
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

/** Sends one sample; its time ends when the mirror has caught up, its latencies are of the acknowledgements. */
async function send({ session, server, width, limitMs }: Load, bodies: Uint8Array[]): Promise<CaptureSample> {
  const cpuFrom = server.cpuMs();
  const from = performance.now();
  const submit = (i: number) => session.submit(bodies[i] ?? new Uint8Array());
  const sample = await timedInParallel(bodies.length, width, submit, limitMs);
  await session.whenMirrored();
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

const bodiesOf = (count: number, make: () => unknown) =>
  Array.from({ length: count }, () => submissionOf(make()));

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
      const sample = (requests: number) => send(load, bodiesOf(requests, bareEvent));
      await sample(count(400)); // warm-up, not told
      const samples = await take(repetitions, () => sample(count(2_000)));
      return [
        rateOf("capture.single", "captures/s", samples),
        latencyOf("capture.single.ack", samples),
        ...cpuFigure("capture.single.cpu", samples),
      ];
    });
  },
};

/** A sample counted in events, and where in the log its entries lie. */
interface DocumentSample extends CaptureSample {
  stretch: CapturedStretch;
}

async function sendDocuments(load: Load, documents: number): Promise<DocumentSample> {
  const { session } = load;
  const from = await session.size();
  const sample = await send(
    load,
    bodiesOf(documents, () => document(eventsPerDocument)),
  );
  const operations = sample.operations * eventsPerDocument;
  return { ...sample, operations, stretch: { from, to: await session.size(), events: operations } };
}

/** Captures, then copies the same rows, in turn, so that both meet the machine in the same state. */
async function takeBoth(context: BenchContext): Promise<[DocumentSample[], CopySample[]]> {
  const { repetitions, count } = context;
  const { databaseUrl } = await context.server();
  return withLoad(context, documentsAtOnce, async (load) => {
    await sendDocuments(load, count(20)); // warm-up, not told
    const yardstick = await CopyYardstick.open(databaseUrl, await load.session.size());
    const captured: DocumentSample[] = [];
    const copied: CopySample[] = [];
    for (let i = 0; i < repetitions; i++) {
      const sample = await sendDocuments(load, count(60));
      captured.push(sample);
      copied.push(await yardstick.copy(sample.stretch));
    }
    await yardstick.close();
    return [captured, copied];
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
    "copy.events":
      "COPY of the very rows these documents became, into tables and indexes like the mirror's, same Postgres: events/s",
    "copy.rows": "the same in rows/s",
    "capture.documents.of-copy":
      "the same events captured, in relation to COPY of their rows (median of ratios)",
  },
  async run(context) {
    const [captured, copied] = await takeBoth(context);
    // The events of a pair are the same, so the ratio of rates is that of times.
    const shares = captured.map(({ milliseconds }, i) => (copied[i]?.milliseconds ?? 0) / milliseconds);
    return [
      rateOf("capture.documents", "events/s", captured),
      latencyOf("capture.documents.ack", captured),
      ...cpuFigure("capture.documents.cpu", captured),
      rateOf("copy.events", "events/s", copied),
      rateOf("copy.rows", "rows/s", copied.map(inRows)),
      medianOf("capture.documents.of-copy", "× COPY", shares),
    ];
  },
};
