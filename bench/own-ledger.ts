/** A ledger of the bench's own, in this process: default settings, file keys, real fsync, one member admitted. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { toBase64Url } from "@/lib/bytes";
import { captureRoot } from "@/lib/fields/commit";
import { canonicalBytes } from "@/lib/jcs";
import type { JsonObject } from "@/lib/json";
import { encodeCoseKey } from "@/lib/statement/cose-key";
import { statementTypes } from "@/lib/statement/statement";
import { nodeSuite } from "@/server/crypto/node-suite";
import { openFileKeystore } from "@/server/keystore/file-keystore";
import { type Ledger, openLedger, type Submission, type TreeInput } from "@/server/ledger/ledger";
import { sealTree } from "@/server/services/capture/prepare-events";
import type { BenchContext } from "./bench";
import { normalEvent } from "./workload";

const operatorIss = "https://bench.example/operator";
const makerIss = "https://bench.example/maker";

export interface OwnLedger {
  ledger: Ledger;
  /** Makes the submission of one capture: events committed and sealed, left to the sequencer to sign. */
  capture(eventCount: number): Submission;
}

/** Opens it in a folder of its own; it is closed at the end of the run. */
export async function openOwnLedger(context: BenchContext, name: string): Promise<OwnLedger> {
  const folder = join(context.folder, name);
  await mkdir(folder, { recursive: true });
  const keystore = await openFileKeystore(join(folder, "keys"));
  const [log, operator, maker] = [
    await keystore.create("log"),
    await keystore.create("operator"),
    await keystore.create("maker"),
  ];
  const ledger = await openLedger({
    dir: join(folder, "ledger"),
    signer: log,
    origin: "bench.example/log",
    founding: { operator: { iss: operatorIss, key: operator.key } },
    onNotice: context.progress,
  });
  context.closers.push(`the ledger ${name}`, () => ledger.close());
  const decide = (record: JsonObject) =>
    ledger.append({
      kind: "sign",
      signer: operator,
      iss: operatorIss,
      typ: statementTypes.membership,
      payload: canonicalBytes(record),
      trees: [],
    });
  await decide({ type: "member.admitted", iss: makerIss, roles: ["manufacturer"] });
  await decide({ type: "key.added", iss: makerIss, key: toBase64Url(encodeCoseKey(maker.key)) });
  return {
    ledger,
    capture(eventCount) {
      const trees: TreeInput[] = Array.from({ length: eventCount }, () => sealTree(normalEvent()));
      const payload = captureRoot(
        nodeSuite.sha256,
        trees.map(({ root }) => root),
      );
      return {
        kind: "sign",
        signer: maker,
        iss: makerIss,
        typ: statementTypes.capture,
        payload,
        trees,
      };
    },
  };
}
