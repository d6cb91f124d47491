import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { toBase64Url, toHex } from "@/lib/bytes";
import { leafHash } from "@/lib/merkle/hash";
import { rootOfHashes } from "@/lib/merkle/tree";
import { verifyInclusion } from "@/lib/merkle/verify";
import { parseCheckpoint } from "@/lib/note/checkpoint";
import { parseNote, verifyNote } from "@/lib/note/note";
import { parseVkey } from "@/lib/note/vkey";
import { encodeCoseKey } from "@/lib/statement/cose-key";
import { decodeEntryBundle } from "@/lib/tile/bundle";
import { nodeSuite } from "@/server/crypto/node-suite";
import { openFileKeystore } from "@/server/keystore/file-keystore";
import type { Keystore, Signer } from "@/server/keystore/keystore";
import { openClosedLog } from "@/server/ledger/closed-log";
import { openLedger } from "@/server/ledger/ledger";
import { listed, ownWitness, policyOf } from "@/server/ledger/testing/witnesses";
import {
  admitMaker,
  capture,
  decision,
  maker,
  openWorld,
  operator,
  origin,
  seededSigner,
  smallSettings,
} from "@/server/ledger/testing/world";
import { approve, continueLog, isContinuationCutOff, propose } from "./continue-log";
import { auditErrors } from "./testing/data-folder";

const second = { iss: "https://second.example", signer: seededSigner(6) };
const gone = { iss: "https://gone.example", signer: seededSigner(7) };
let dataDir = "";
let keystore: Keystore;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "suyuan-continue-"));
  await writeFile(
    join(dataDir, "settings.json"),
    JSON.stringify({ version: 1, origin, publicUrl: "http://log.example", demo: { state: "none" } }),
  );
  keystore = withSigners(await openFileKeystore(join(dataDir, "keys")), [operator.signer]);
});
afterEach(() => rm(dataDir, { recursive: true }));

/** A keystore in which the world's operators have their keys, too. */
function withSigners(store: Keystore, signers: Signer[]): Keystore {
  const own = new Map(signers.map((signer) => [toHex(signer.kid), signer]));
  return {
    create: (label, alg) => store.create(label, alg),
    signer: async (kidHex) => own.get(kidHex) ?? store.signer(kidHex),
    list: async () => [
      ...(await store.list()),
      ...signers.map(({ kid, key }, i) => ({ label: `operator-${i}`, kid, key })),
    ],
  };
}

const keyText = ({ key }: Signer) => toBase64Url(encodeCoseKey(key));

/** Fills the world's log: a manufacturer, a second operator, a suspended member, and two approvals for a decision. */
async function fill(): Promise<number> {
  const ledger = await openWorld(join(dataDir, "ledger"));
  await admitMaker(ledger);
  for (const [member, role] of [
    [second, "operator"],
    [gone, "carrier"],
  ] as const) {
    await ledger.append(decision({ type: "member.admitted", iss: member.iss, roles: [role] }));
    await ledger.append(decision({ type: "key.added", iss: member.iss, key: keyText(member.signer) }));
  }
  await ledger.append(decision({ type: "member.suspended", iss: gone.iss }));
  await ledger.append(decision({ type: "policy.set", policy: { approvals: 2 } }));
  for (let n = 0; n < 300; n++) await ledger.append(capture(n));
  const { size } = ledger.head();
  await ledger.close();
  return size;
}

const options = () => ({ dataDir, keystore, nowMs: Date.now() });
const approvalsOfSecond = async () =>
  approve(
    withSigners(await openFileKeystore(join(dataDir, "elsewhere")), [second.signer]),
    (await propose(options())).draft,
    Date.now(),
  );

async function openNew(more: Partial<Parameters<typeof openLedger>[0]> = {}) {
  const { logKey } = JSON.parse(await readFile(join(dataDir, "settings.json"), "utf8"));
  const listing = (await keystore.list()).find(({ label }) => label === logKey);
  const signer = await keystore.signer(toHex(listing?.kid ?? new Uint8Array()));
  return openLedger({ dir: join(dataDir, "ledger"), signer, settings: smallSettings, ...more });
}

test("after a loss the same members go on with the same keys in a new log, and what the old one signed is still proven", async () => {
  const size = await fill();
  const old = await openWorld(join(dataDir, "ledger"));
  const entry = await old.entry(20);
  const checkpoint = parseCheckpoint(parseNote(old.published().note).text);
  const path = await old.inclusionProof(20, checkpoint.size);
  await old.close();

  const record = await continueLog({ ...options(), approvals: await approvalsOfSecond() });
  expect(record?.predecessor).toMatchObject({ origin, size });
  const log = await openNew();
  expect(log.origin).toBe(`${origin}-2`);
  expect(log.membership().continuation?.predecessor.size).toBe(size);
  expect(log.membership().approvals).toBe(2);
  // Counters begin anew, under the new origin; keys are the same.
  const { leafIndex } = await log.append(capture(1));
  await log.whenPublished(leafIndex);
  expect(leafIndex).toBe(2);
  const suspended = { ...capture(2), signer: gone.signer, iss: gone.iss };
  await expect(log.append(suspended)).rejects.toMatchObject({ code: "forbidden" });
  await log.close();
  expect(await auditErrors(join(dataDir, "ledger"))).toEqual([]);

  const archive = join(dataDir, "predecessors", "1");
  expect(await auditErrors(archive)).toEqual([]);
  // As anybody reads it: every entry of the checkpoint, and the hashes under it.
  const closed = await openClosedLog(archive);
  expect(parseCheckpoint(parseNote(closed.published().note).text)).toMatchObject({ origin, size });
  const hashes: Uint8Array[] = [];
  for (let first = 0; first < size; first += 256) {
    const width = Math.min(256, size - first);
    const entries = decodeEntryBundle(await closed.entryBundle(first / 256, width));
    const leafHashes = entries.map((bytes) => leafHash(nodeSuite.sha256, bytes));
    expect(Buffer.concat(leafHashes).equals(await closed.tile(0, first / 256, width))).toBe(true);
    hashes.push(...leafHashes);
  }
  expect(toHex(rootOfHashes(nodeSuite.sha256, hashes))).toBe(toHex(closed.published().rootHash));
  await expect(closed.entryBundle(1, 256)).rejects.toMatchObject({ code: "not_found" });
  const again = await openWorld(archive);
  const note = parseNote(again.published().note);
  await verifyNote(nodeSuite, note, [parseVkey(again.vkey)]);
  const { rootHash: root } = checkpoint;
  verifyInclusion(nodeSuite.sha256, {
    index: 20,
    size: checkpoint.size,
    leafHash: entry.leafHash,
    path,
    root,
  });
  expect(
    again.openTree((await again.entry(20)).trees[0] ?? { root, sealed: null, secret: null }),
  ).not.toBeNull();
  await again.close();
});

test("fewer operators than the old log's policy asks for cannot continue it, whatever they sign", async () => {
  await fill();
  await expect(continueLog(options())).rejects.toMatchObject({
    code: "forbidden",
    message: expect.stringContaining("expected 2 of the predecessor's operators, got 1"),
  });
  const [approval = ""] = await approve(keystore, (await propose(options())).draft, Date.now());
  await expect(continueLog({ ...options(), approvals: [approval] })).rejects.toMatchObject({
    code: "forbidden",
  });
  // Of another record: one bit of what was approved is enough.
  const { draft } = await propose({ ...options(), origin: "log.example/other" });
  const other = withSigners(await openFileKeystore(join(dataDir, "elsewhere")), [second.signer]);
  const misused = await approve(other, draft, Date.now());
  await expect(continueLog({ ...options(), approvals: misused })).rejects.toMatchObject({
    code: "forbidden",
  });
  // A signature that was changed.
  const [right = ""] = await approvalsOfSecond();
  const broken = Buffer.from(right, "base64url");
  broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1;
  const attempt = continueLog({ ...options(), approvals: [toBase64Url(broken)] });
  await expect(attempt).rejects.toMatchObject({ code: "verification", step: "approval" });
  // The old log is as it was.
  await (await openWorld(join(dataDir, "ledger"))).close();
}, 60_000);

test("a continuation that was cut off after its decision is finished by the next run, and by nothing else", async () => {
  await fill();
  await cp(dataDir, `${dataDir}-whole`, { recursive: true });
  await continueLog({ ...options(), approvals: await approvalsOfSecond() });
  const made = join(dataDir, "ledger");
  const settings = await readFile(join(dataDir, "settings.json"));
  // As a crash leaves it: before the first rename, after it, after the second.
  for (const step of [0, 1, 2]) {
    const copy = `${dataDir}-${step}`;
    await cp(`${dataDir}-whole`, copy, { recursive: true });
    const draft = join(copy, "continued.new");
    await mkdir(draft);
    await writeFile(join(draft, "settings.json"), settings);
    await cp(made, join(draft, "ledger"), { recursive: true });
    if (step > 0) {
      await mkdir(join(copy, "predecessors"));
      await rename(join(copy, "ledger"), join(copy, "predecessors", "1"));
    }
    if (step > 1) await rename(join(draft, "ledger"), join(copy, "ledger"));
    expect(isContinuationCutOff(copy)).toBe(true);
    expect(await continueLog({ ...options(), dataDir: copy })).toBeNull();
    expect(isContinuationCutOff(copy)).toBe(false);
    expect(await readFile(join(copy, "settings.json"))).toEqual(settings);
    expect(await auditErrors(join(copy, "ledger"))).toEqual([]);
    expect(await auditErrors(join(copy, "predecessors", "1"))).toEqual([]);
    await rm(copy, { recursive: true });
  }
  await rm(`${dataDir}-whole`, { recursive: true });
}, 60_000);

test("a restored copy that witnesses know to be old goes on as a log that continues it", async () => {
  const witness = await ownWitness(dataDir, "w1");
  const policy = policyOf("all", listed(witness));
  const dir = join(dataDir, "ledger");
  let ledger = await openWorld(dir, { policy });
  await admitMaker(ledger);
  await ledger.close();
  await cp(dir, join(dataDir, "old"), { recursive: true });
  ledger = await openWorld(dir, { policy });
  const { leafIndex } = await ledger.append(capture(1));
  await ledger.whenFinal(leafIndex);
  await ledger.close();
  await rm(dir, { recursive: true });
  await rename(join(dataDir, "old"), dir);
  await expect(openWorld(dir, { policy })).rejects.toMatchObject({ code: "conflict" });
  const record = await continueLog(options());
  expect(record?.predecessor.size).toBe(leafIndex);
  const successor = await ownWitness(dataDir, "w2", 0, false, parseVkey(record?.vkey ?? ""));
  const log = await openNew({ policy: policyOf("all", listed(successor)) });
  const admitted = await log.append(capture(1));
  await log.whenFinal(admitted.leafIndex);
  expect(log.membership().keyOf(toHex(maker.signer.kid))).toBeDefined();
  await log.close();
  await witness.close();
  await successor.close();
}, 60_000);
