import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { fromUtf8, toHex, utf8 } from "@/lib/bytes";
import { parseCheckpoint } from "@/lib/note/checkpoint";
import { parseNote } from "@/lib/note/note";
import { entriesPath } from "@/lib/tile/path";
import { type BenchLog, serveBenchLog } from "./serve";

let folder = "";
let log: BenchLog;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "suyuan-bench-log-test-"));
  log = await serveBenchLog({ dir: folder, host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await log.close();
  await rm(folder, { recursive: true });
});

const post = (body: Uint8Array<ArrayBuffer> | string) => fetch(`${log.prefix}/add`, { method: "POST", body });

/** Sends bytes as they are, in pieces, and returns the statuses and bodies of the answers, of which so many will come. */
async function raw(count: number, ...pieces: string[]): Promise<[number, string][]> {
  const socket = connect(Number(new URL(log.prefix).port), "127.0.0.1").setNoDelay(true);
  let said = "";
  socket.on("data", (chunk) => {
    said += chunk.toString("latin1");
  });
  socket.on("error", () => undefined);
  for (const piece of pieces) {
    socket.write(piece);
    await sleep(1);
  }
  await vi.waitFor(() => expect(answersIn(said).length).toBeGreaterThanOrEqual(count), 20_000);
  socket.destroy();
  return answersIn(said).slice(0, count);
}

/** The answers that are there as a whole; one without a length has no body. */
function answersIn(said: string): [number, string][] {
  const answers: [number, string][] = [];
  for (let from = 0, end = 0; ; from = end) {
    end = said.indexOf("\r\n\r\n", from) + 4;
    const head = said.slice(from, end);
    const body = end + Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    if (end < 4 || said.length < body) return answers;
    answers.push([Number(head.split(" ")[1]), said.slice(end, body)]);
    end = body;
  }
}

const request = (body: string, ...headers: string[]) =>
  `POST /add HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n${headers.map((line) => `${line}\r\n`).join("")}\r\n${body}`;

describe("POST /add", () => {
  it("answers the index, in decimal, under which the entry is durable", async () => {
    const entry = randomBytes(300);
    const response = await post(entry);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    const text = await response.text();
    expect(text).toMatch(/^[1-9][0-9]*$/);
    expect(log.ledger.head().size).toBeGreaterThan(Number(text));
    expect(toHex((await log.ledger.entry(Number(text))).statement)).toBe(toHex(entry));
  });

  it("gives each of many at once an index of its own, and each finds its entry there", async () => {
    const entries = Array.from({ length: 700 }, (_, i) => `entry ${i}`);
    const indexes = await Promise.all(entries.map(async (entry) => Number(await (await post(entry)).text())));
    expect(new Set(indexes).size).toBe(entries.length);
    for (const [i, index] of indexes.entries()) {
      expect(toHex((await log.ledger.entry(index)).statement)).toBe(toHex(utf8(entries[i] ?? "")));
    }
    await log.ledger.whenPublished(Math.max(...indexes));
    expect((await fetch(`${log.prefix}/${entriesPath(1)}`)).status).toBe(200);
  });

  it("takes entries of 1 to 65,535 bytes", async () => {
    expect((await post("x")).status).toBe(200);
    expect((await post(new Uint8Array(65_535))).status).toBe(200);
    expect((await post("")).status).toBe(400);
    expect((await post(new Uint8Array(65_536))).status).toBe(413);
  });

  it("answers requests that come in one packet, or byte by byte, in their order", async () => {
    const together = await raw(3, request("a") + request("bb") + request("ccc"));
    expect(together.map(([status]) => status)).toEqual([200, 200, 200]);
    const [first = 0, second, third] = together.map(([, index]) => Number(index));
    expect([second, third]).toEqual([first + 1, first + 2]);
    const slow = await raw(2, ...request("slow"), ...request("slower"));
    expect(slow.map(([status]) => status)).toEqual([200, 200]);
  });

  it("takes the entries of one connection as they are, whatever is in them and however they are cut up", async () => {
    const body = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom("\r\n\r\n", request("x"), `0\r\n\r\n${request("y")}`, "\r\nContent-Length: 3\r\n"),
    );
    const cuts = fc.array(fc.nat(400), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 5 }), cuts, async (bodies, at) => {
        const text = bodies.map((each) => request(each)).join("");
        const places = [0, ...at.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((to, i) => text.slice(places[i], to));
        const answers = await raw(bodies.length, ...pieces.filter((piece) => piece !== ""));
        for (const [i, [status, index]] of answers.entries()) {
          expect(status).toBe(200);
          expect(fromUtf8((await log.ledger.entry(Number(index))).statement)).toBe(bodies[i]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("means the same on the short way and through node:http", async () => {
    const special = [
      request("a", "Connection: close"),
      request("a", `X-Long: ${"x".repeat(5000)}`),
      request("a", "Expect: 100-continue"),
      "POST /add HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
    ];
    for (const text of special) {
      const last = (await raw(text.includes("Expect") ? 3 : 2, request("b") + text)).at(-1);
      expect(last?.[0], text.slice(0, 80)).toBe(200);
      expect(toHex((await log.ledger.entry(Number(last?.[1]))).statement)).toBe("61");
    }
  });

  it("refuses what is no request, and other methods", async () => {
    expect((await raw(1, "nonsense\r\n\r\n"))[0]?.[0]).toBe(400);
    expect((await raw(1, request("a").replace("Host: x\r\n", "")))[0]?.[0]).toBe(400);
    const two = request("a").replace("Content-Length: 1", "Content-Length: 1\r\nContent-Length: 2");
    expect((await raw(1, two))[0]?.[0]).toBe(400);
    const got = await fetch(`${log.prefix}/add`);
    expect([got.status, got.headers.get("allow")]).toEqual([405, "POST"]);
  });
});

it("has a checkpoint from the beginning, and serves its files also on a connection that has added", async () => {
  const said = await raw(2, `${request("a")}GET /checkpoint HTTP/1.1\r\nHost: x\r\n\r\n`);
  expect(said.map(([status]) => status)).toEqual([200, 200]);
  const note = await (await fetch(`${log.prefix}/checkpoint`)).text();
  const { origin, size } = parseCheckpoint(parseNote(note).text);
  expect(origin).toBe("bench.example/log");
  expect(size).toBeGreaterThan(0);
});

it("goes on as the same log when it is opened again", async () => {
  const { vkey } = log;
  const { size } = log.ledger.head();
  await log.close();
  log = await serveBenchLog({ dir: folder, host: "127.0.0.1", port: 0 });
  expect(log.vkey).toBe(vkey);
  expect(log.ledger.head().size).toBe(size);
});
