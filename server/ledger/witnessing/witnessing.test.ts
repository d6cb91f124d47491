import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { RequestListener, Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseNote, verifyNote } from "@/lib/note/note";
import type { Policy } from "@/lib/note/policy";
import { makeVkey } from "@/lib/note/vkey";
import { checkWitnesses } from "@/lib/proof/logged";
import { nodeSuite } from "@/server/crypto/node-suite";
import { openMlDsaCosigner } from "@/server/keystore/cosigner";
import type { RunningWitness } from "@/server/witness/start-witness";
import { auditLedger } from "../audit";
import type { Finding } from "../audit/finding";
import type { Ledger, OpenLedgerOptions } from "../ledger";
import { faultyFiles, systemError } from "../testing/faults";
import { fakeWitness, type Listed, listed, logVkey, ownWitness, policyOf } from "../testing/witnesses";
import {
  admitMaker,
  capture,
  decision,
  openWorld,
  origin,
  seededSigner,
  smallSettings,
} from "../testing/world";

const settings = { ...smallSettings, witnessWaitMs: 100, witnessTimeoutMs: 400 };
let dir = "";
let notices: string[] = [];
const witnesses: RunningWitness[] = [];
const servers: Server[] = [];
let ledger: Ledger | null = null;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "suyuan-witnessing-"));
  notices = [];
});
afterEach(async () => {
  await ledger?.close();
  ledger = null;
  for (const witness of witnesses.splice(0)) await witness.close();
  for (const server of servers.splice(0)) server.close().closeAllConnections();
  await rm(dir, { recursive: true });
});

async function open(policy?: Policy, options: Partial<OpenLedgerOptions> = {}): Promise<Ledger> {
  await ledger?.close();
  ledger = null;
  const onNotice = (line: string) => notices.push(line);
  const given = policy === undefined ? options : { ...options, policy };
  ledger = await openWorld(join(dir, "ledger"), { settings, onNotice, ...given });
  return ledger;
}

async function witness(name: string, port = 0, hasMlDsa = false): Promise<RunningWitness> {
  const started = await ownWitness(dir, name, port, hasMlDsa);
  witnesses.push(started);
  return started;
}

async function stop(one: RunningWitness): Promise<void> {
  witnesses.splice(witnesses.indexOf(one), 1);
  await one.close();
}

async function fake(listener: RequestListener): Promise<Listed> {
  const { server, port } = await fakeWitness(listener);
  servers.push(server);
  return { name: `fake${port}`, vkey: makeVkey("fake.example", 4, seededSigner(9).key.bytes), port };
}

/** A listed witness that nobody runs: its port refuses connections. */
async function nobody(): Promise<Listed> {
  const one = await fake(() => undefined);
  servers.pop()?.close();
  return one;
}

const seenOf = ({ cosigners }: { cosigners: readonly { name: string }[] }) =>
  cosigners.map(({ name }) => name);

describe("a log with witnesses", () => {
  test("is final when the quorum has cosigned, with one witness of three away", async () => {
    const policy = policyOf("2", [
      ...listed(await witness("w1")),
      ...listed(await witness("w2")),
      await nobody(),
    ]);
    const log = await open(policy);
    await admitMaker(log);
    const { leafIndex } = await log.append(capture(1));
    await log.whenFinal(leafIndex);
    const final = log.final();
    expect(final?.size).toBeGreaterThan(leafIndex);
    expect(final && seenOf(final)).toEqual(["w1", "w2"]);
    const note = parseNote(final?.note ?? "");
    expect(await verifyNote(nodeSuite, note, [logVkey])).toHaveLength(1);
    expect(await checkWitnesses(nodeSuite, note, policy)).toHaveLength(2);
    expect(log.witnessing()).toMatchObject({ configured: 3, needed: 2 });
    expect(notices.filter((line) => line.includes("ECONNREFUSED"))).toHaveLength(1);
  });

  test("publishes all the same while they are away, and becomes final when they are back", async () => {
    const first = await witness("w1");
    const policy = policyOf("all", listed(first));
    const { port } = first;
    await stop(first);
    const log = await open(policy);
    const { leafIndex } = await log.append(capture(1)).catch(async () => {
      await admitMaker(log);
      return log.append(capture(1));
    });
    await log.whenPublished(leafIndex);
    expect(log.final()).toBeNull();
    expect(seenOf(log.published())).toEqual([]);
    await witness("w1", port);
    await log.whenFinal(leafIndex);
    expect(seenOf(log.published())).toEqual(["w1"]);
    expect(log.published().note).toBe(log.final()?.note);
    expect(notices).toContainEqual(expect.stringContaining("cosigns again"));
  });

  test("finds a witness's size by its 409, after restarts of either, from nothing and from far behind", async () => {
    let one = await witness("w1");
    const policy = policyOf("all", listed(one));
    const { port } = one;
    let log = await open(policy);
    await admitMaker(log);
    await log.whenFinal(log.head().size - 1);
    await stop(one);
    for (let i = 0; i < 40; i++) await log.append(capture(i));
    await log.whenPublished(log.head().size - 1);
    one = await witness("w1", port);
    await log.whenFinal(log.head().size - 1);
    log = await open(policy);
    await log.append(capture(99));
    await log.whenFinal(log.head().size - 1);
    expect(one.witness.seen(origin)?.size).toBe(log.head().size);
  });

  test("keeps what is final through a restart, with no witness in sight", async () => {
    const one = await witness("w1");
    const policy = policyOf("all", listed(one));
    await admitMaker(await open(policy));
    await ledger?.whenFinal(3);
    const final = ledger?.final();
    await ledger?.close();
    await stop(one);
    const again = await open(policy);
    expect(again.final()).toEqual({ ...final, size: again.published().size, cosigners: expect.anything() });
    expect(again.final()?.note).toContain("— w1 ");
    expect(notices).toContainEqual(expect.stringContaining("not asked whether this log is the newest"));
    const otherPolicy = policyOf("all", [await nobody()]);
    expect((await open(otherPolicy)).final()).toBeNull();
    expect(notices).toContainEqual(expect.stringContaining("final no more"));
  });

  test("refuses a final checkpoint that was changed, naming the file", async () => {
    const policy = policyOf("all", listed(await witness("w1")));
    await admitMaker(await open(policy));
    await ledger?.whenFinal(3);
    await ledger?.close();
    const path = join(dir, "ledger", "final");
    const right = await readFile(path);
    for (const offset of [0, 20, right.length - 30, right.length - 120]) {
      const changed = Buffer.from(right);
      changed[offset] = (changed[offset] ?? 0) ^ 1;
      await writeFile(path, changed);
      await expect(open(policy)).rejects.toMatchObject({ code: "damage", file: path });
    }
    await writeFile(path, right);
    await open(policy);
  });

  test("refuses a final checkpoint of another tree that its key signed, and the audit finds it", async () => {
    const one = await witness("w1");
    const policy = policyOf("all", listed(one));
    await admitMaker(await open(policy));
    await ledger?.whenFinal(3);
    const path = join(dir, "ledger", "final");
    const other = await readFile(path);
    await stop(one);
    await rm(join(dir, "w1"), { recursive: true });
    await ledger?.close();
    await rm(join(dir, "ledger"), { recursive: true });
    const log = await open();
    for (let i = 0; log.head().size < 9; i++)
      await log.append(
        decision({ type: "member.admitted", iss: `https://m${i}.example`, roles: ["carrier"] }),
      );
    await log.close();
    await writeFile(path, other);
    await expect(open(policy)).rejects.toMatchObject({
      code: "damage",
      message: expect.stringContaining("entries, got"),
    });
    const found: Finding[] = [];
    for await (const finding of auditLedger({ dir: join(dir, "ledger") })) found.push(finding);
    expect(found).toContainEqual(expect.objectContaining({ severity: "error", where: path }));
  });

  test("goes on when what is final cannot be written, and writes it with a later checkpoint", async () => {
    const policy = policyOf("all", listed(await witness("w1")));
    let isFull = true;
    const { files, closeAll } = faultyFiles(({ operation, path }) =>
      isFull && operation === "write" && path.includes("final") ? systemError("ENOSPC") : null,
    );
    const log = await open(policy, { files });
    await log.whenPublished(1);
    await expect.poll(() => notices.join()).toContain("could not be written: Error: ENOSPC");
    expect(log.final()).toBeNull();
    expect(log.published().cosigners).toHaveLength(1);
    isFull = false;
    await admitMaker(log);
    await log.whenFinal(log.head().size - 1);
    await log.close();
    await closeAll();
  });

  test("signs with ML-DSA-44 too, and meets a quorum over both kinds of cosignature", async () => {
    const policy = policyOf("all", listed(await witness("w1", 0, true)));
    const cosigner = await openMlDsaCosigner(join(dir, "log.ml-dsa-44"), origin);
    await admitMaker(await open(policy, { cosigner }));
    await ledger?.whenFinal(3);
    const note = parseNote(ledger?.final()?.note ?? "");
    expect(await verifyNote(nodeSuite, note, [logVkey, cosigner.vkey])).toHaveLength(2);
    expect(await checkWitnesses(nodeSuite, note, policy)).toMatchObject([{ name: "w1" }, { name: "w1-pq" }]);
    const log = await open(policy, { cosigner });
    expect(log.final()?.note.length).toBeGreaterThan(6000);
    expect(log.policy().logs).toHaveLength(2);
    await log.append(capture(1));
    await log.whenFinal(log.head().size - 1);
  });

  test("does not run with the policy of another log", async () => {
    const policy = policyOf("all", listed(await witness("w1")));
    const logs = [{ vkey: makeVkey("other.example", 1, logVkey.publicKey) }];
    await expect(open({ ...policy, logs })).rejects.toMatchObject({
      code: "malformed",
      message: expect.stringContaining(origin),
    });
    await open({ ...policy, logs: [{ vkey: logVkey }] });
  });
});

describe("a witness that answers nonsense", () => {
  const answers: [name: string, listener: RequestListener, trouble: RegExp][] = [
    ["nothing at all", () => undefined, /no answer within 400 ms/],
    ["a body that never ends", (_, res) => res.writeHead(200).write("— x "), /no answer within 400 ms/],
    ["a megabyte", (_, res) => res.writeHead(200).end("x".repeat(1 << 20)), /more than 65536 bytes/],
    ["something else", (_, res) => res.writeHead(200).end("hello\n"), /note: expected/],
    ["an empty body", (_, res) => res.writeHead(200).end(""), /none of the keys/],
    ["a stranger's signature", (_, res) => res.writeHead(200).end("— a AAAAAAAA\n"), /none of the keys/],
    ["bytes that are not UTF-8", (_, res) => res.writeHead(200).end(Buffer.from([0xff])), /./],
    ["a redirect", (_, res) => res.writeHead(302, { location: "/" }).end(), /redirect/],
    ["500", (_, res) => res.writeHead(500).end("secret"), /^HTTP 500$/],
    ["404", (_, res) => res.writeHead(404).end("unknown log\n"), /^HTTP 404 unknown log$/],
    ["403", (_, res) => res.writeHead(403).end("\u001b[31mno\n"), /^HTTP 403 \?\[31mno$/],
    ["422", (_, res) => res.writeHead(422).end(), /^HTTP 422$/],
    ["409 without a type", (_, res) => res.writeHead(409).end("3\n"), /^HTTP 409 3$/],
    [
      "409 with no number",
      (_, res) => res.writeHead(409, { "content-type": "text/x.tlog.size" }).end("03\n"),
      /size: expected a decimal/,
    ],
    [
      "409 without end",
      (_, res) => res.writeHead(409, { "content-type": "text/x.tlog.size" }).end("1\n"),
      /another size each of 4 times/,
    ],
    ["a closed connection", (req) => req.socket.destroy(), /./],
  ];

  test.each(answers)("(%s) is not believed and holds nothing up", async (_, listener, trouble) => {
    const policy = policyOf("all", [await fake(listener)]);
    const startedAt = performance.now();
    const log = await open(policy);
    await log.whenPublished(log.head().size - 1);
    expect(performance.now() - startedAt).toBeLessThan(2000);
    await expect.poll(() => log.witnessing().witnesses[0]?.trouble, { timeout: 3000 }).toMatch(trouble);
    expect(log.final()).toBeNull();
    expect(log.published().note.match(/^— /gm)).toHaveLength(1);
  });

  test("(a cosignature of another tree, under its own key) is not believed", async () => {
    const key = seededSigner(9);
    const { ed25519Cosigner } = await import("@/server/keystore/cosigner");
    const { formatSignatureLines } = await import("@/lib/note/note");
    const text = `${origin}\n5\n${"A".repeat(43)}=\n`;
    const lines = formatSignatureLines([await ed25519Cosigner("fake.example", key).cosign(text, 1)]);
    const policy = policyOf("all", [await fake((_, res) => res.writeHead(200).end(lines))]);
    const log = await open(policy);
    await expect.poll(() => log.witnessing().witnesses[0]?.trouble).toMatch(/does not verify/);
    expect(log.published().cosigners).toEqual([]);
  });
});

describe("a folder restored from an older copy", () => {
  async function rolledBack(): Promise<{
    policy: Policy;
    one: RunningWitness;
    sizes: [copy: number, real: number];
  }> {
    const one = await witness("w1");
    const policy = policyOf("all", listed(one));
    await admitMaker(await open(policy));
    await ledger?.close();
    await cp(join(dir, "ledger"), join(dir, "copy"), { recursive: true });
    const log = await open(policy);
    const copied = log.head().size;
    for (let i = 0; i < 5; i++) await log.append(capture(i));
    await log.whenFinal(log.head().size - 1);
    const real = log.head().size;
    await log.close();
    await rm(join(dir, "ledger"), { recursive: true });
    await cp(join(dir, "copy"), join(dir, "ledger"), { recursive: true });
    return { policy, one, sizes: [copied, real] };
  }

  test("does not start: a witness has seen more, and the message says which, how much, and what to do", async () => {
    const { policy, one, sizes } = await rolledBack();
    const [copied, real] = sizes;
    const failed = await open(policy).catch((error: Error & { code: string }) => error);
    expect(failed).toMatchObject({ code: "conflict" });
    const { message } = failed as Error;
    expect(message).toContain(`witness w1 (http://127.0.0.1:${one.port}) has seen ${real} entries`);
    expect(message).toContain(`this folder ends at ${copied}`);
    expect(message).toContain("Bring back the newest copy (npm run restore)");
    expect(one.witness.seen(origin)?.size).toBe(real);
  });

  test("starts with a notice while the witness is away, and stops signing when it is back", async () => {
    const { policy, one, sizes } = await rolledBack();
    const { port } = one;
    await stop(one);
    const log = await open(policy);
    expect(notices).toContainEqual(expect.stringContaining("not asked whether this log is the newest"));
    await log.append(capture(100));
    await log.whenPublished(log.head().size - 1);
    const signed = log.published().size;
    const back = await witness("w1", port);
    await expect.poll(() => log.witnessing().witnesses[0]?.trouble, { timeout: 8000 }).toMatch(/has seen/);
    await expect(log.append(capture(101))).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(new RegExp(`w1 .* has seen ${sizes[1]} entries`)),
    });
    expect(log.published().size).toBeGreaterThanOrEqual(signed);
    expect(back.witness.seen(origin)?.size).toBe(sizes[1]);
  });

  test("stops signing also when it has outgrown the witness by then", async () => {
    const { policy, one, sizes } = await rolledBack();
    await stop(one);
    const log = await open(policy);
    for (let i = 50; log.head().size < sizes[1] + 3; i++) await log.append(capture(i));
    await log.whenPublished(log.head().size - 1);
    await witness("w1", one.port);
    await expect.poll(() => log.witnessing().witnesses[0]?.trouble, { timeout: 8000 }).toMatch(/^HTTP 422/);
    await expect(log.append(capture(101))).rejects.toMatchObject({
      message: expect.stringContaining(`has seen another tree of ${sizes[1]} entries`),
    });
  });

  test("does not start either when a witness has seen another tree of the same size", async () => {
    const { policy, sizes } = await rolledBack();
    const log = await open();
    for (let i = 50; log.head().size < sizes[1]; i++) await log.append(capture(i));
    await log.whenPublished(log.head().size - 1);
    await expect(open(policy)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("another tree"),
    });
  });
});
