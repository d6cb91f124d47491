import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toBase64, toHex, utf8 } from "@/lib/bytes";
import { formatAddCheckpoint } from "@/lib/note/add-checkpoint";
import { parseNote, parseSignatureLines, verifyNote } from "@/lib/note/note";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { Files } from "@/server/ledger/files";
import { nodeFiles } from "@/server/ledger/node-files";
import { type RunningWitness, startWitness, type WitnessOptions } from "./start-witness";
import { ForkedLog } from "./testing/forked-log";

const log = new ForkedLog("log.example/forked", 20);
let dir = "";
let running: RunningWitness | null = null;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "suyuan-witness-"));
});
afterEach(async () => {
  await running?.close();
  running = null;
  await rm(dir, { recursive: true });
});

async function start(options: Partial<WitnessOptions> = {}): Promise<RunningWitness> {
  await running?.close();
  running = null;
  const defaults = {
    dir,
    host: "127.0.0.1",
    port: 0,
    name: "w.example/1",
    logs: [log.vkey],
    hasMlDsa: false,
  };
  running = await startWitness({ ...defaults, ...options });
  return running;
}

interface Got {
  status: number;
  body: string;
  type: string | null;
}

async function ask({ port }: RunningWitness, path: string, init: RequestInit = {}): Promise<Got> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
  return { status: response.status, body: await response.text(), type: response.headers.get("content-type") };
}

const post = (witness: RunningWitness, body: string) =>
  ask(witness, "/add-checkpoint", { method: "POST", body });
const monitorPath = (origin: string) => `/${toHex(nodeSuite.sha256(utf8(origin)))}/checkpoint`;

/** Checks an answer's cosignatures over a branch's checkpoint. */
async function cosigned(witness: RunningWitness, answer: Got, branch: number, size: number) {
  expect(answer).toMatchObject({ status: 200 });
  const { text } = parseNote(await log.note(branch, size));
  const note = { text, signatures: parseSignatureLines(answer.body) };
  return verifyNote(nodeSuite, note, witness.witness.vkeys, "witness quorum");
}

describe("a witness", () => {
  test("cosigns the first checkpoint it sees, and what extends it, with its own time", async () => {
    const witness = await start();
    const before = Math.floor(Date.now() / 1000);
    for (const [from, to] of [
      [0, 3],
      [3, 8],
      [8, 8],
      [8, 29],
    ] as const) {
      const [signature] = await cosigned(witness, await post(witness, await log.request(0, from, to)), 0, to);
      expect(signature?.time).toBeGreaterThanOrEqual(before);
    }
  });

  test("cosigns with ML-DSA-44 too when told to, under a key that stays", async () => {
    let witness = await start({ hasMlDsa: true });
    const { vkeys } = witness.witness;
    expect(vkeys.map(({ type }) => type)).toEqual([4, 6]);
    expect(await cosigned(witness, await post(witness, await log.request(0, 0, 5)), 0, 5)).toHaveLength(2);
    witness = await start({ hasMlDsa: true });
    expect(witness.witness.vkeys).toEqual(vkeys);
    const answer = await ask(witness, monitorPath(log.origin));
    expect(await verifyNote(nodeSuite, parseNote(answer.body), vkeys)).toHaveLength(2);
  });

  test("answers a stale old size with the size it knows, as text/x.tlog.size, also after a restart", async () => {
    let witness = await start();
    await post(witness, await log.request(0, 0, 9));
    for (const from of [0, 4]) {
      expect(await post(witness, await log.request(0, from, 12))).toEqual({
        status: 409,
        body: "9\n",
        type: "text/x.tlog.size",
      });
    }
    witness = await start({ name: "other.example" });
    expect(await post(witness, await log.request(0, 10, 12))).toMatchObject({ status: 409, body: "9\n" });
    expect(witness.witness.vkeys[0]?.name).toBe("w.example/1");
    await cosigned(witness, await post(witness, await log.request(0, 9, 12)), 0, 12);
  });

  test("refuses with 422 what does not extend what it has cosigned", async () => {
    const witness = await start();
    const proof = await log.proof(0, 25, 30);
    const note = await log.note(0, 30);
    const wrong = async (body: string) => expect(await post(witness, body)).toMatchObject({ status: 422 });
    await wrong(formatAddCheckpoint({ oldSize: 0, proof, note }));
    await post(witness, await log.request(0, 0, 25));
    await wrong(formatAddCheckpoint({ oldSize: 25, proof: proof.slice(1), note }));
    await wrong(formatAddCheckpoint({ oldSize: 25, proof: [...proof, ...proof.slice(0, 1)], note }));
    await wrong(await log.request(1, 25, 30));
    await wrong(await log.request(1, 25, 25));
    await wrong(formatAddCheckpoint({ oldSize: 25, proof: proof.slice(0, 1), note: await log.note(0, 25) }));
    await cosigned(witness, await post(witness, await log.request(0, 25, 30)), 0, 30);
  });

  test("cosigns the empty tree by its right root only", async () => {
    const witness = await start();
    const empty = await log.note(0, 0);
    const other = new ForkedLog(log.origin, 0);
    Object.assign(other, { root: () => new Uint8Array(32) });
    expect(await post(witness, `old 0\n\n${await other.note(0, 0)}`)).toMatchObject({ status: 422 });
    expect(await ask(witness, monitorPath(log.origin))).toMatchObject({ status: 404 });
    expect(await post(witness, `old 0\n\n${empty}`)).toMatchObject({ status: 200 });
    expect(await ask(witness, monitorPath(log.origin))).toMatchObject({ status: 200 });
  });

  test("refuses malformed requests with 400, and an old size above the checkpoint's", async () => {
    const witness = await start();
    const note = await log.note(0, 5);
    const hash = toBase64(new Uint8Array(32));
    const bodies = [
      "",
      note,
      `old 05\n\n${note}`,
      `old 0\n\n${note.slice(0, -1)}`,
      `old 0\n\n${note.replace("\n5\n", "\n05\n")}`,
      `old 0\n${`${hash}\n`.repeat(64)}\n${note}`,
      `old 6\n\n${note}`,
    ];
    for (const body of bodies) expect(await post(witness, body), body).toMatchObject({ status: 400 });
    const invalid = Buffer.concat([Buffer.from(`old 0\n\n${note}`), Buffer.from([0xff])]);
    const response = await fetch(`http://127.0.0.1:${witness.port}/add-checkpoint`, {
      method: "POST",
      body: invalid,
    });
    expect(response.status).toBe(400);
  });

  test("does not know other logs (404), nor other keys (403), and ignores strangers beside the log", async () => {
    const witness = await start();
    expect(await post(witness, await new ForkedLog("log.example/other", 20).request(0, 0, 5))).toMatchObject({
      status: 404,
    });
    const impostor = new ForkedLog(log.origin, 20, 8);
    expect(await post(witness, await impostor.request(0, 0, 5))).toMatchObject({ status: 403 });
    const note = await log.note(0, 5);
    const stranger = (await impostor.note(0, 5)).split("\n\n")[1] ?? "";
    const broken = note.replace(/\S{7}=\n$/, (end) => (end.startsWith("AAAA") ? "BBBBBBB=\n" : "AAAAAAA=\n"));
    expect(await post(witness, `old 0\n\n${broken}`)).toMatchObject({ status: 403 });
    const mixed = `old 0\n\n${note}${broken.split("\n\n")[1] ?? ""}`;
    expect(await post(witness, mixed)).toMatchObject({ status: 403 });
    expect(await post(witness, `old 0\n\n${note}${stranger.repeat(15)}`)).toMatchObject({ status: 200 });
    expect((await ask(witness, monitorPath(log.origin))).body).not.toContain(stranger);
  });

  test("shows monitors the checkpoint it cosigned last, with log's and own signatures", async () => {
    const witness = await start();
    const path = monitorPath(log.origin);
    expect(await ask(witness, path)).toMatchObject({ status: 404 });
    await post(witness, await log.request(0, 0, 5));
    await post(witness, await log.request(0, 5, 7));
    const { body, type } = await ask(witness, path);
    expect(type).toMatch(/^text\/plain/);
    expect(await verifyNote(nodeSuite, parseNote(body), [log.vkey, ...witness.witness.vkeys])).toHaveLength(
      2,
    );
    expect(body.split("\n")[1]).toBe("7");
  });

  test("bounds what it reads: 413 beyond 64 kB, another method 405, another path 404", async () => {
    const witness = await start();
    expect((await post(witness, "x".repeat(70_000)).catch(() => ({ status: 413 }))).status).toBe(413);
    expect(await ask(witness, "/add-checkpoint")).toMatchObject({ status: 405 });
    expect(await ask(witness, "/else")).toMatchObject({ status: 404 });
    expect(await ask(witness, "/")).toMatchObject({
      status: 200,
      body: expect.stringContaining("w.example/1+"),
    });
    const half = connect(witness.port, "127.0.0.1");
    half.write("POST /add-checkpoint HTTP/1.1\r\nhost: w\r\ncontent-length: 1000\r\n\r\nold 0\n");
    await cosigned(witness, await post(witness, await log.request(0, 0, 5)), 0, 5);
    half.destroy();
  });
});

describe("a witness that may have lost its memory does not start", () => {
  test("when any byte of its state was changed, cut off or added, or the file is gone beside the keys", async () => {
    const witness = await start();
    await post(witness, await log.request(0, 0, 9));
    await witness.close();
    running = null;
    const path = join(dir, "state");
    const state = await readFile(path);
    const changed = Array.from({ length: state.length }, (_, i) => {
      const copy = Buffer.from(state);
      copy[i] = (copy[i] ?? 0) ^ 1;
      return copy;
    }).filter((_, i) => i % 7 === 0);
    const cut = [0, 10, state.length - 1].map((length) => state.subarray(0, length));
    for (const bytes of [...changed, ...cut, Buffer.concat([state, Buffer.from("\n")])]) {
      await writeFile(path, bytes);
      await expect(start()).rejects.toMatchObject({
        code: "malformed",
        message: expect.stringContaining(path),
      });
    }
    await rm(path);
    await expect(start()).rejects.toMatchObject({ message: expect.stringContaining("lost it") });
    await writeFile(path, state);
    expect(await post(await start(), await log.request(0, 0, 5))).toMatchObject({ status: 409, body: "9\n" });
  });

  test("and one whose disk fails ends before it answers", async () => {
    let isFailing = false;
    const files: Files = {
      ...nodeFiles,
      syncFolder: (folder) => (isFailing ? Promise.reject(new Error("EIO")) : nodeFiles.syncFolder(folder)),
    };
    const ended: unknown[] = [];
    const fatal = (error: unknown): never => {
      ended.push(error);
      throw error;
    };
    const witness = await start({ files, fatal });
    await post(witness, await log.request(0, 0, 5));
    isFailing = true;
    await expect(post(witness, await log.request(0, 5, 9))).rejects.toThrow();
    expect(ended).toMatchObject([{ message: "EIO" }]);
  });
});
