/**
 * Appends of bare statements: what the ledger itself costs, without events to commit and seal. Each is a capture
 * statement of some 240 bytes over one prepared tree.
 */
import { toHex } from "@/lib/bytes";
import { encodeStatement, type StatementType, statementToSign } from "@/lib/statement/statement";
import type { Signer } from "@/server/keystore/keystore";
import type { Submission } from "@/server/ledger/ledger";
import type { BenchContext, Benchmark } from "./bench";
import { type Figure, latencyOf, rateOf, type Sample, take, timedInParallel } from "./figure";
import { type OwnLedger, openOwnLedger } from "./own-ledger";

/** Appends under way at once: as many as one batch takes. */
const together = 256;

type ToSign = Extract<Submission, { kind: "sign" }>;

async function samplesOf(
  { repetitions, count, limitMs }: BenchContext,
  { ledger }: OwnLedger,
  prepare: (size: number) => Promise<Submission[]>,
): Promise<Sample[]> {
  const sample = async (size: number) => {
    const submissions = await prepare(size);
    const one = async (i: number) => {
      const submission = submissions[i];
      if (submission !== undefined) await ledger.append(submission);
    };
    return timedInParallel(size, together, one, limitMs);
  };
  await sample(count(2_000)); // warm-up, not told
  return take(repetitions, () => sample(count(10_000)));
}

/** Signs a capture's statement as its member would, with the key's seq. */
async function signed(toSign: ToSign, origin: string, seq: number): Promise<Submission> {
  const { payload, trees, iss } = toSign;
  const signer: Signer = toSign.signer;
  const iat = Math.floor(Date.now() / 1000);
  const typ = toSign.typ as StatementType;
  const header = { alg: signer.key.alg, kid: signer.kid, iss, sub: origin, iat, typ, seq };
  const { protectedBytes, message } = statementToSign(header, payload);
  return {
    kind: "signed",
    statement: encodeStatement(protectedBytes, payload, await signer.sign(message)),
    trees,
  };
}

function figuresOf(name: string, samples: Sample[]): Figure[] {
  return [rateOf(name, "statements/s", samples), latencyOf(`${name}.ack`, samples)];
}

export const appendStatement: Benchmark = {
  group: "ledger",
  figures: {
    "append.sign": `statements appended in process, ${together} under way at once, signed in the sequencer`,
    "append.sign.ack": "the time from the append to its acknowledgement, durable",
    "append.signed": "the same, signed before: the sequencer verifies",
    "append.signed.ack": "the time from the append to its acknowledgement, durable",
  },
  async run(context) {
    const forSigning = await openOwnLedger(context, "append-sign");
    const template = forSigning.capture(1) as ToSign;
    const sign = await samplesOf(context, forSigning, async (size) =>
      Array.from({ length: size }, () => template),
    );
    const forSigned = await openOwnLedger(context, "append-signed");
    const own = forSigned.capture(1) as ToSign;
    const verify = await samplesOf(context, forSigned, (size) => {
      // Asked each time: a sample that ran out of time has left some of its numbers unused.
      const first = forSigned.ledger.membership().nextSeq(toHex(own.signer.kid));
      const { origin } = forSigned.ledger;
      return Promise.all(Array.from({ length: size }, (_, i) => signed(own, origin, first + i)));
    });
    return [...figuresOf("append.sign", sign), ...figuresOf("append.signed", verify)];
  },
};
