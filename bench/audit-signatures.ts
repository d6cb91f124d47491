/** How much of the signature library's own rate an audit reaches, on all cores, both in turn in the same threads. */
import { generateKeyPairSync, sign } from "node:crypto";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { captureRoot } from "@/lib/fields/commit";
import { keyThumbprint } from "@/lib/statement/cose-key";
import { encodeStatement, statementToSign, statementTypes } from "@/lib/statement/statement";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { Benchmark } from "./bench";
import { medianOf } from "./figure";
import type { SignatureRound, SignatureWork } from "./signature-worker";

const tileStatements = 256;

/** Makes a tile of captures of one member, each over one event root. */
function makeWork(): SignatureWork {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const key = {
    alg: -19 as const,
    bytes: new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-32)),
  };
  const root = new Uint8Array(32).fill(7);
  const payload = captureRoot(nodeSuite.sha256, [root]);
  const statements = Array.from({ length: tileStatements }, (_, seq) => {
    const header = {
      alg: key.alg,
      kid: new Uint8Array(keyThumbprint(nodeSuite.sha256, key)),
      iss: "https://id.gs1.org/417/9521234567899",
      sub: "log.example/trace",
      iat: 1_790_000_000 + seq,
      typ: statementTypes.capture,
      seq: 1_000_000 + seq,
    };
    const { protectedBytes, message } = statementToSign(header, payload);
    return encodeStatement(protectedBytes, payload, new Uint8Array(sign(null, message, privateKey)));
  });
  return { key, statements, root };
}

interface Rates {
  wall: number;
  cpu: number;
}

/** Verifies in every thread at once; returns signatures a second of all threads together, and a second of CPU time. */
async function rateIn(workers: readonly Worker[], round: SignatureRound): Promise<Rates> {
  const from = performance.now();
  const cpu = process.cpuUsage();
  await Promise.all(
    workers.map((worker) => {
      const done = once(worker, "message");
      worker.postMessage(round);
      return done;
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  const signatures = workers.length * round.rounds * tileStatements;
  return {
    wall: (signatures * 1_000) / (performance.now() - from),
    cpu: (signatures * 1e6) / (user + system),
  };
}

export const auditSignatures: Benchmark = {
  group: "ledger",
  figures: {
    "verify.library": "Ed25519 signatures verified by the library alone, a thread on each core",
    "audit.signatures":
      "the same statements as an audit checks them: decoded, verified, their trees against their payload",
    "audit.signatures.ratio": "the second as a share of the first, by CPU time, in turn in the same threads",
  },
  async run({ repetitions, count, closers }) {
    const work = makeWork();
    const url = new URL("./signature-worker.mjs", import.meta.url);
    const workers = Array.from(
      { length: availableParallelism() },
      () => new Worker(url, { workerData: work }),
    );
    closers.push("the signature threads", async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    });
    const rounds = count(40);
    const samples: { byLibrary: Rates; byAudit: Rates }[] = [];
    for (let i = 0; i <= repetitions; i++) {
      const byLibrary = await rateIn(workers, { mode: "library", rounds });
      const byAudit = await rateIn(workers, { mode: "audit", rounds });
      if (i > 0) samples.push({ byLibrary, byAudit }); // the first is a warm-up, not told
    }
    return [
      medianOf(
        "verify.library",
        "signatures/s",
        samples.map(({ byLibrary }) => byLibrary.wall),
      ),
      medianOf(
        "audit.signatures",
        "signatures/s",
        samples.map(({ byAudit }) => byAudit.wall),
      ),
      medianOf(
        "audit.signatures.ratio",
        "×",
        samples.map(({ byLibrary, byAudit }) => byAudit.cpu / byLibrary.cpu),
      ),
    ];
  },
};
