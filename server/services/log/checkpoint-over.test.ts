import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parsePolicy } from "@/lib/note/policy";
import { verifyBundle } from "@/lib/proof/verify";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { Ledger } from "@/server/ledger/ledger";
import { listed, ownWitness, policyOf } from "@/server/ledger/testing/witnesses";
import { admitMaker, capture, openWorld, origin, smallSettings } from "@/server/ledger/testing/world";
import { proofOfEntry } from "@/server/services/proofs/proof-of-entry";
import type { RunningWitness } from "@/server/witness/start-witness";
import { checkpointOver, entryState, entryWitnesses, publicPolicy } from "./checkpoint-over";

let dir = "";
let witness: RunningWitness;
let ledger: Ledger;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "suyuan-states-"));
  witness = await ownWitness(dir, "w1");
  const settings = { ...smallSettings, witnessWaitMs: 50, checkpointIntervalMs: 100 };
  ledger = await openWorld(join(dir, "ledger"), { settings, policy: policyOf("all", listed(witness)) });
  await admitMaker(ledger);
});
afterEach(async () => {
  await ledger.close();
  await witness.close();
  await rm(dir, { recursive: true });
});

test("an entry is accepted, then published, then final, and how many witnesses saw it goes with it", async () => {
  await ledger.whenFinal(ledger.head().size - 1);
  const { port } = witness;
  await witness.close();
  const { leafIndex } = await ledger.append(capture(1));
  expect(entryState(ledger, leafIndex)).toBe("accepted");
  expect(checkpointOver(ledger, leafIndex)).toBeNull();
  expect(entryWitnesses(ledger, leafIndex)).toEqual({ configured: 1, needed: 1, seen: 0 });
  await ledger.whenPublished(leafIndex);
  expect(entryState(ledger, leafIndex)).toBe("published");
  expect(entryState(ledger, 0)).toBe("final");
  expect(entryWitnesses(ledger, 0).seen).toBe(1);
  witness = await ownWitness(dir, "w1", port);
  await ledger.whenFinal(leafIndex);
  expect(entryState(ledger, leafIndex)).toBe("final");
  expect(entryWitnesses(ledger, leafIndex)).toEqual({ configured: 1, needed: 1, seen: 1 });
});

test("a proof is against the final checkpoint, and meets the policy the log publishes, which tells no addresses", async () => {
  const { leafIndex } = await ledger.append(capture(1));
  await ledger.whenFinal(leafIndex);
  const text = publicPolicy(ledger);
  expect(text).not.toContain("http");
  const trust = { origin, logVkey: ledger.vkey, policy: parsePolicy(text) };
  const [bundle] = (await proofOfEntry({ ledger }, leafIndex, () => true)).bundles;
  if (bundle === undefined) throw new Error("no bundle");
  const verified = await verifyBundle(nodeSuite, bundle, trust);
  expect(verified.steps.find(({ step }) => step === "witness quorum")).toMatchObject({ status: "passed" });
  expect(verified.cosignatures).toMatchObject([{ name: "w1" }]);
  await witness.close();
  const later = await ledger.append(capture(2));
  await ledger.whenPublished(later.leafIndex);
  const [early] = (await proofOfEntry({ ledger }, later.leafIndex, () => true)).bundles;
  await expect(verifyBundle(nodeSuite, early ?? bundle, trust)).rejects.toMatchObject({
    step: "witness quorum",
  });
  const [still] = (await proofOfEntry({ ledger }, leafIndex, () => true)).bundles;
  await verifyBundle(nodeSuite, still ?? bundle, trust);
  witness = await ownWitness(dir, "w1", witness.port);
});
