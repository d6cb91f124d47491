/**
 * Captures through HTTP, as a customer's system sends them: every request signed in, over kept-alive connections, answered
 * when the entry is durable. The clock runs until the mirror holds all of them. Bodies are written before it starts.
 */
import type { BenchContext, Benchmark } from "./bench";
import { type CapturedStretch, copyYardstick } from "./copy";
import { type Figure, latencyOf, rateOf, type Sample, take, timedInParallel } from "./figure";
import { Session, submissionOf } from "./session";
import { bareEvent, document, eventsPerDocument } from "./workload";

const singlesAtOnce = 16;
const documentsAtOnce = 4;

interface Load {
  session: Session;
  /** Requests under way at once. */
  width: number;
  /** Bodies of one sample. */
  bodies(): Uint8Array[];
}

/** Sends one sample; its time ends when the mirror has caught up, its latencies are of the acknowledgements. */
async function send({ session, width, bodies }: Load, limitMs: number): Promise<Sample> {
  const prepared = bodies();
  const from = performance.now();
  const sample = await timedInParallel(
    prepared.length,
    width,
    (i) => session.submit(prepared[i] ?? new Uint8Array()),
    limitMs,
  );
  await session.whenMirrored();
  return { ...sample, milliseconds: performance.now() - from };
}

async function withSession<T>(
  context: BenchContext,
  width: number,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const { address } = await context.server();
  const session = await Session.open(address, width);
  try {
    return await use(session);
  } finally {
    session.close();
  }
}

const bodiesOf = (count: number, make: () => unknown) =>
  Array.from({ length: count }, () => submissionOf(make()));

export const captureSingles: Benchmark = {
  figures: {
    "capture.single": `one event a request, ${singlesAtOnce} at once, until the mirror has caught up`,
    "capture.single.ack": "the same requests: sent to receipt (durable), each",
  },
  run(context) {
    const { repetitions, count, limitMs } = context;
    return withSession(context, singlesAtOnce, async (session) => {
      const load = (requests: number) =>
        send({ session, width: singlesAtOnce, bodies: () => bodiesOf(requests, bareEvent) }, limitMs);
      await load(count(400)); // warm-up, not told
      const samples = await take(repetitions, () => load(count(2_000)));
      return [rateOf("capture.single", "captures/s", samples), latencyOf("capture.single.ack", samples)];
    });
  },
};

/** A sample counted in events, and where in the log its entries lie. */
interface DocumentSample extends Sample {
  stretch: CapturedStretch;
}

async function sendDocuments(session: Session, documents: number, limitMs: number): Promise<DocumentSample> {
  const from = await session.size();
  const bodies = () => bodiesOf(documents, () => document(eventsPerDocument));
  const sample = await send({ session, width: documentsAtOnce, bodies }, limitMs);
  const operations = sample.operations * eventsPerDocument;
  return { ...sample, operations, stretch: { from, to: await session.size(), events: operations } };
}

export const captureDocuments: Benchmark = {
  figures: {
    "capture.documents": `events in documents of ${eventsPerDocument}, ${documentsAtOnce} requests at once, until the mirror has caught up`,
    "capture.documents.ack": "the same requests: sent to receipt (durable), each",
    "copy.events":
      "COPY of the very rows these documents became, into tables and indexes like the mirror's, same Postgres: events/s",
    "copy.rows": "the same in rows/s",
    "capture.documents.of-copy": "capture.documents divided by copy.events",
  },
  async run(context) {
    const { repetitions, count, limitMs } = context;
    const samples = await withSession(context, documentsAtOnce, async (session) => {
      await sendDocuments(session, count(20), limitMs); // warm-up, not told
      const taken: DocumentSample[] = [];
      for (let i = 0; i < repetitions; i++) taken.push(await sendDocuments(session, count(60), limitMs));
      return taken;
    });
    const captured = rateOf("capture.documents", "events/s", samples);
    const { databaseUrl } = await context.server();
    const stretches = samples.map(({ stretch }) => stretch);
    const { events, rows } = await copyYardstick(databaseUrl, stretches);
    const copied = rateOf("copy.events", "events/s", events);
    const share: Figure = {
      name: "capture.documents.of-copy",
      unit: "× COPY",
      median: captured.median / copied.median,
      p99: null,
    };
    return [
      captured,
      latencyOf("capture.documents.ack", samples),
      copied,
      rateOf("copy.rows", "rows/s", rows),
      share,
    ];
  },
};
