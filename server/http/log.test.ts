import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toHex, utf8 } from "@/lib/bytes";
import { leafHash } from "@/lib/merkle/hash";
import { rootOfHashes } from "@/lib/merkle/tree";
import { makeVkey } from "@/lib/note/vkey";
import { decodeEntryBundle } from "@/lib/tile/bundle";
import { tileLevels } from "@/lib/tile/layout";
import { entriesPath, tilePath, tileWidth } from "@/lib/tile/path";
import { nodeSuite } from "@/server/crypto/node-suite";
import { deferred } from "@/server/deferred";
import { type Ledger, openLedger, type PublishedCheckpoint } from "@/server/ledger/ledger";
import { fakeWitness, policyOf } from "@/server/ledger/testing/witnesses";
import {
  admitMaker,
  capture,
  logSigner,
  openWorld,
  seededSigner,
  smallSettings,
  temporaryFolder,
} from "@/server/ledger/testing/world";
import { ask, type LogServer, serveLog } from "./testing/log-server";

const { sha256 } = nodeSuite;

/** Gets a file that has to be there. */
async function get(server: LogServer, name: string): Promise<Buffer> {
  const { status, body } = await ask(server, name);
  expect(status, name).toBe(200);
  return body;
}

/** Cuts a tile into its hashes. */
function hashesOf(tile: Uint8Array): Uint8Array[] {
  expect(tile.length % 32).toBe(0);
  return Array.from({ length: tile.length / 32 }, (_, i) => tile.subarray(i * 32, i * 32 + 32));
}

/**
 * Fetches every tile and bundle that a tree of this size has, under the names of the specification, and checks that
 * they are one tree: bundles hash to level 0, full tiles to the level above, and level 0 to the root.
 */
async function walk(server: LogServer, { size, rootHash }: PublishedCheckpoint): Promise<void> {
  let below: Uint8Array[] = [];
  for (const { level, fullTiles, partialWidth } of tileLevels(size)) {
    const widths = [
      ...new Array<number>(fullTiles).fill(tileWidth),
      ...(partialWidth > 0 ? [partialWidth] : []),
    ];
    const tiles: Uint8Array[][] = [];
    for (const [n, width] of widths.entries()) {
      const tile = hashesOf(await get(server, tilePath(level, n, width)));
      expect(tile.length).toBe(width);
      tiles.push(tile);
      if (level > 0) continue;
      const entries = decodeEntryBundle(await get(server, entriesPath(n, width)));
      expect(entries.map((entry) => toHex(leafHash(sha256, entry)))).toEqual(tile.map(toHex));
    }
    const own = tiles.flat();
    if (level === 0) expect(toHex(rootOfHashes(sha256, own))).toBe(toHex(rootHash));
    else expect(own.map(toHex)).toEqual(below.map(toHex));
    below = tiles.filter((tile) => tile.length === tileWidth).map((tile) => rootOfHashes(sha256, tile));
  }
  expect(below).toEqual([]);
}

describe("a growing log", () => {
  const published: PublishedCheckpoint[] = [];
  let ledger: Ledger;
  let server: LogServer;
  let remove = async () => {};

  beforeAll(async () => {
    const folder = await temporaryFolder();
    remove = folder.remove;
    ledger = await openWorld(folder.dir, { settings: { ...smallSettings, checkpointIntervalMs: 1 } });
    ledger.onPublish((checkpoint) => published.push(checkpoint));
    server = await serveLog(ledger);
    await admitMaker(ledger);
  });
  afterAll(async () => {
    await server.close();
    await ledger.close();
    await remove();
  });

  it("serves every tile of every size it ever published, when it is published and ever after", async () => {
    let walked = 0;
    // Small steps around the places where tiles become full.
    const steps = [1, 1, 2, 3, 240, 1, 1, 1, 1, 1, 37, 120, 80, 3, 12, 1, 1, 1, 1, 1, 64];
    for (const [n, step] of steps.entries()) {
      await Promise.all(Array.from({ length: step }, () => ledger.append(capture(n))));
      await ledger.whenPublished(ledger.head().size - 1);
      while (walked < published.length) await walk(server, published[walked++] as PublishedCheckpoint);
    }
    for (const checkpoint of published) await walk(server, checkpoint);
    const sizes = published.map(({ size }) => size);
    expect(sizes).toEqual(expect.arrayContaining([255, 256, 257, 511, 512, 513]));
    expect(ledger.published().note).toBe((await get(server, "checkpoint")).toString());
  }, 120_000);

  it("has no empty tile, and none wider than the published size allows", async () => {
    const { size } = ledger.published();
    for (const { level, fullTiles, partialWidth } of tileLevels(size)) {
      const next = [tilePath(level, fullTiles, partialWidth + 1), tilePath(level, fullTiles + 1, 1)];
      for (const name of [...next, tilePath(level, fullTiles), tilePath(level + 1, 1, 1)]) {
        expect((await ask(server, name)).status, name).toBe(404);
      }
    }
    expect((await ask(server, tilePath(tileLevels(size).length, 0, 1))).status).toBe(404);
    expect((await ask(server, tilePath(63, 0, 1))).status).toBe(404);
  });
});

describe("a log of more than 256² entries", () => {
  it("serves three levels of tiles, and none too early", async () => {
    const folder = await temporaryFolder();
    const ledger = await openLedger({
      dir: folder.dir,
      signer: logSigner,
      origin: "log.example/raw",
      admission: "none",
      settings: { checkpointIntervalMs: 1 },
    });
    const server = await serveLog(ledger);
    for (const size of [65_535, 65_536, 65_537]) {
      const count = size - ledger.head().size;
      const entries = Array.from({ length: count }, (_, i) => utf8(`${size} ${i}`));
      await Promise.all(entries.map((entry) => ledger.append({ kind: "raw", entry })));
      await ledger.whenPublished(size - 1);
      const top = await ask(server, tilePath(2, 0, 1));
      expect(top.status, String(size)).toBe(size < 65_536 ? 404 : 200);
      if (size === 65_536) expect(toHex(top.body)).toBe(toHex(ledger.published().rootHash));
    }
    await walk(server, ledger.published());
    await server.close();
    await ledger.close();
    await folder.remove();
  }, 120_000);
});

describe("a log whose head is ahead of its checkpoint", () => {
  it("serves no hash and no entry beyond the checkpoint, although they are durable", async () => {
    const folder = await temporaryFolder();
    const ledger = await openWorld(folder.dir, {
      settings: { ...smallSettings, checkpointIntervalMs: 3_600_000 },
    });
    const server = await serveLog(ledger);
    await ledger.whenPublished(0);
    const { size } = ledger.published();
    await admitMaker(ledger);
    await Promise.all(Array.from({ length: 600 }, (_, n) => ledger.append(capture(n))));
    expect(ledger.published().size).toBe(size);
    expect(ledger.head().size).toBeGreaterThan(size + 512);
    expect((await get(server, tilePath(0, 0, size))).length).toBe(32 * size);
    for (const name of [tilePath(0, 0, size + 1), tilePath(0, 0), tilePath(0, 1), tilePath(1, 0, 1)]) {
      expect((await ask(server, name)).status, name).toBe(404);
      expect((await ask(server, name)).headers["cache-control"], "a 404 may become a 200").toBe("no-store");
    }
    for (const name of [entriesPath(0, size + 1), entriesPath(0), entriesPath(1)]) {
      expect((await ask(server, name)).status, name).toBe(404);
    }
    await server.close();
    await ledger.close();
    await folder.remove();
  });
});

describe("a checkpoint that is with the witnesses", () => {
  it("has its tiles served already: whoever sees it there may ask for them", async () => {
    const folder = await temporaryFolder();
    const answers: Promise<number[]>[] = [];
    const serving = deferred<LogServer>();
    const { server: witness, port } = await fakeWitness(async (request, response) => {
      const size = Number(/\n(\d+)\n\S{44}\n\n/.exec(Buffer.concat(await request.toArray()).toString())?.[1]);
      const names = [tilePath(0, 0, size), entriesPath(0, size), tilePath(0, 0, size + 1), "checkpoint"];
      if (size > 0) {
        const server = await serving.promise;
        answers.push(Promise.all(names.map(async (name) => (await ask(server, name)).status)));
        await answers.at(-1);
      }
      response.writeHead(500).end();
    });
    const vkey = makeVkey("witness.example", 4, seededSigner(9).key.bytes);
    const ledger = await openWorld(folder.dir, {
      policy: policyOf("any", [{ name: "w", vkey, port }]),
      settings: { ...smallSettings, checkpointIntervalMs: 3_600_000, witnessWaitMs: 5_000 },
    });
    const server = await serveLog(ledger);
    serving.resolve(server);
    await ledger.whenPublished(0);
    // Nothing was published before: the checkpoint itself was not there yet.
    expect(await answers[0]).toEqual([200, 200, 404, 404]);
    await server.close();
    await ledger.close();
    witness.close().closeAllConnections();
    await folder.remove();
  });
});

describe("over HTTP, as tlog-tiles says", () => {
  let ledger: Ledger;
  let server: LogServer;
  let remove = async () => {};
  let size = 0;

  beforeAll(async () => {
    const folder = await temporaryFolder();
    remove = folder.remove;
    ledger = await openWorld(folder.dir);
    server = await serveLog(ledger);
    await admitMaker(ledger);
    await Promise.all(Array.from({ length: 300 }, (_, n) => ledger.append(capture(n))));
    await ledger.whenPublished(ledger.head().size - 1);
    ({ size } = ledger.published());
  });
  afterAll(async () => {
    await server.close();
    await ledger.close();
    await remove();
  });

  it("the checkpoint is text, and asked for anew each time", async () => {
    const { headers } = await ask(server, "checkpoint");
    expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(headers["cache-control"]).toBe("no-cache");
  });

  it("tiles and bundles are bytes that may be kept for ever, full and partial alike", async () => {
    const names = [
      tilePath(0, 0),
      tilePath(0, 1, size - 256),
      tilePath(1, 0, 1),
      entriesPath(0),
      entriesPath(1, 7),
    ];
    for (const name of names) {
      const { status, headers } = await ask(server, name);
      expect(status, name).toBe(200);
      expect(headers["content-type"], name).toBe("application/octet-stream");
      expect(headers["cache-control"], name).toBe("public, max-age=31536000, immutable");
    }
    expect((await get(server, tilePath(0, 0))).length).toBe(8192);
  });

  it("bundles are gzipped for whoever accepts that, and plain for who says nothing; tiles never are", async () => {
    const plain = await ask(server, entriesPath(0));
    expect(plain.headers).not.toHaveProperty("content-encoding");
    expect(plain.headers.vary).toBe("accept-encoding");
    const zipped = await ask(server, entriesPath(0), { headers: { "accept-encoding": "gzip, identity" } });
    expect(zipped.headers).toMatchObject({ "content-encoding": "gzip", vary: "accept-encoding" });
    expect(gunzipSync(zipped.body)).toEqual(plain.body);
    expect(zipped.body.length).toBeLessThan(plain.body.length);
    const refused = await ask(server, entriesPath(0), { headers: { "accept-encoding": "gzip;q=0" } });
    expect(refused.body).toEqual(plain.body);
    const tile = await ask(server, tilePath(0, 0), { headers: { "accept-encoding": "gzip" } });
    expect(tile.headers).not.toHaveProperty("content-encoding");
  });

  it("HEAD gives the headers of GET and nothing else", async () => {
    for (const name of ["checkpoint", tilePath(0, 0), entriesPath(0), tilePath(0, 9), "nothing"]) {
      for (const headers of [{}, { "accept-encoding": "gzip" }]) {
        const { date: _, ...got } = (await ask(server, name, { headers })).headers;
        const head = await ask(server, name, { headers, method: "HEAD" });
        const { date: __, ...told } = head.headers;
        expect(told, name).toEqual(got);
        expect(head.body.length).toBe(0);
      }
    }
  });

  it("any page may read, a preflight is answered, and refusals can be read too", async () => {
    for (const name of ["checkpoint", tilePath(0, 0), entriesPath(0), tilePath(0, 9)]) {
      const { headers } = await ask(server, name, { headers: { origin: "https://verifier.example" } });
      expect(headers["access-control-allow-origin"], name).toBe("*");
    }
    const preflight = await ask(server, tilePath(0, 0), {
      method: "OPTIONS",
      headers: {
        origin: "https://verifier.example",
        "access-control-request-method": "GET",
        "access-control-request-headers": "x-verifier",
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, HEAD, OPTIONS",
      "access-control-allow-headers": "*",
    });
    expect(preflight.headers).not.toHaveProperty("content-length");
  });

  it.each(["POST", "PUT", "DELETE", "PATCH"])(
    "%s is not allowed, and the answer says what is",
    async (method) => {
      for (const name of ["checkpoint", tilePath(0, 0)]) {
        const { status, headers } = await ask(server, name, { method });
        expect(status).toBe(405);
        expect(headers.allow).toBe("GET, HEAD, OPTIONS");
      }
    },
  );

  it.each([
    "",
    "nothing",
    "checkpoint/",
    "Checkpoint",
    "tile/",
    "tile/0",
    "tile/0/0",
    "tile/0/00",
    "tile/0/0000",
    "tile/00/000",
    "tile/64/000",
    "tile/-1/000",
    "tile/0/x000/000",
    "tile/0/000.p/0",
    "tile/0/000.p/01",
    "tile/0/000.p/256",
    "tile/0/000.p/",
    "tile/0/000/",
    "tile/0/%30%30%30",
    "tile/8/0/000",
    "tile/data/000",
    "tile/entries/0",
    "tile/entries/000.p/0",
    "tile/entries/000.p/256",
    "entries/000",
    "tile/0/../0/000",
    "tile/0/x999/x999/x999/x999/x999/999",
  ])("%j is no name of a file of the log", async (name) => {
    const { status, headers } = await ask(server, name);
    expect(status).toBe(404);
    expect(headers["cache-control"]).toBe("no-store");
  });
});
