import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DomainError } from "@/lib/errors";
import { addPerson } from "@/server/auth/people";
import { createTestDatabase, type TestDatabase } from "@/server/db/testing";
import type { Runtime } from "@/server/runtime";
import { ResponseCache } from "@/server/scan/response-cache";
import { type Front, listen } from "./front";

const checkpoint = "suyuan.example/log\n3\nAAAA\n\n— suyuan.example/log sig\n";

/** A log of three entries, as far as the doors look at it. */
function ledger() {
  return {
    origin: "suyuan.example/log",
    vkey: "suyuan.example/log+01234567+key",
    head: () => ({ size: 3, rootHash: new Uint8Array(32) }),
    published: () => ({ size: 3, rootHash: new Uint8Array(32), note: checkpoint, cosigners: [] }),
    final: () => null,
    policy: () => ({ logs: [], witnesses: [], groups: [], quorum: "none" }),
    witnessing: () => ({ configured: 0, needed: 0, witnesses: [] }),
    membership: () => ({ leaves: () => [] }),
    async tile(level: number, n: number, width: number) {
      if (level > 0 || n > 0 || width > 3) throw new DomainError("not_found", "no such tile");
      return new Uint8Array(32 * width);
    },
    async entryBundle() {
      return Uint8Array.of(0, 1, 7);
    },
  };
}

it("the port closes although a client holds on to an upgraded connection", async () => {
  const front = await listen("127.0.0.1", 0);
  front.server.on("upgrade", (_request, socket) => socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
  const client = connect(front.port, "127.0.0.1");
  client.on("error", () => undefined);
  client.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  await once(client, "data");
  await front.close(50);
  expect(front.server.listening).toBe(false);
  client.destroy();
});

describe("the doors", () => {
  let front: Front;
  let database: TestDatabase;
  let address: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    const iss = "https://id.gs1.org/417/9521011000006";
    await addPerson(database.db, {
      id: "farm",
      name: { en: "Qu", "zh-CN": "曲" },
      iss,
      role: "manufacturer",
    });
    front = await listen("127.0.0.1", 0);
    address = `http://127.0.0.1:${front.port}`;
  });
  afterAll(async () => {
    await front.close();
    await database.close();
  });

  it("say that the server is starting until they open", async () => {
    const response = await fetch(`${address}/healthz`);
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("1");
  });

  describe("once open", () => {
    beforeAll(() => {
      const services = {
        ...database,
        ledger: ledger(),
        mirror: { appliedSize: () => 2 },
        nowMs: () => Date.now(),
        publicUrl: () => "http://suyuan.example",
      };
      front.open(
        { services, scanCache: new ResponseCache() } as unknown as Runtime,
        ({ url, headers }, response) => {
          if (url === "/broken") throw new Error("secret detail");
          response.end(`next:${headers["x-suyuan-remote-address"]},${headers["x-suyuan-forwarded"]}`);
        },
      );
    });

    const post = (path: string, body: string, headers: Record<string, string> = {}) =>
      fetch(address + path, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", ...headers },
      });

    it("hand what is nobody's to Next, with the peer's own address and not the one a client claims", async () => {
      const response = await fetch(`${address}/lots`, { headers: { "x-suyuan-remote-address": "10.9.8.7" } });
      expect(await response.text()).toBe("next:127.0.0.1,false");
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(response.headers.get("content-security-policy")).toBe("frame-ancestors 'none'");
    });

    it("tell Next whether a proxy passed a request on, and do not believe a client about it", async () => {
      const headers = { "x-forwarded-for": "10.0.0.9", "x-suyuan-forwarded": "false" };
      const response = await fetch(`${address}/signin`, { headers });
      expect(await response.text()).toBe("next:127.0.0.1,true");
    });

    it("answer what breaks with an id, and no detail", async () => {
      const response = await fetch(`${address}/broken`);
      expect(response.status).toBe(500);
      expect(await response.text()).toMatch(/"title":"internal error [0-9a-f]{8}"/);
    });

    it("serve the checkpoint as text to any origin, also for HEAD", async () => {
      const response = await fetch(`${address}/log/checkpoint`);
      expect(await response.text()).toBe(checkpoint);
      expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
      const head = await fetch(`${address}/log/checkpoint`, { method: "HEAD" });
      expect(head.headers.get("content-length")).toBe(String(Buffer.byteLength(checkpoint)));
    });

    it("serve tiles for ever, and 404 for those that are not there or have no such name", async () => {
      const response = await fetch(`${address}/log/tile/0/000.p/3`);
      expect((await response.arrayBuffer()).byteLength).toBe(96);
      expect(response.headers.get("cache-control")).toContain("immutable");
      for (const name of ["tile/0/000.p/4", "tile/0/0", "tile/0/000.p/0", "tile/x/000", "nothing"]) {
        expect((await fetch(`${address}/log/${name}`)).status, name).toBe(404);
      }
    });

    it("gzip entry bundles for whoever accepts it", async () => {
      const raw = (encoding: string) =>
        new Promise<{ encoding: string | undefined; body: Buffer }>((resolve, reject) => {
          httpRequest(`${address}/log/tile/entries/000.p/1`, { headers: { "accept-encoding": encoding } })
            .on("response", async (response) => {
              const chunks = await response.toArray();
              resolve({ encoding: response.headers["content-encoding"], body: Buffer.concat(chunks) });
            })
            .on("error", reject)
            .end();
        });
      const plain = await raw("identity");
      expect(plain.encoding).toBeUndefined();
      const zipped = await raw("gzip");
      expect(zipped.encoding).toBe("gzip");
      expect(gunzipSync(zipped.body)).toEqual(plain.body);
    });

    it("tell what log this is", async () => {
      const about = await (await fetch(`${address}/.well-known/suyuan`)).json();
      expect(about).toMatchObject({
        origin: "suyuan.example/log",
        witnesses: [],
        policy: "quorum none\n",
        log: "http://suyuan.example/log",
      });
    });

    it("call procedures, and give a refusal its status, code and words", async () => {
      const status = await (await fetch(`${address}/api/trpc/status.now`)).json();
      expect(status.result.data).toMatchObject({ size: 3, mirror: { appliedSize: 2, lag: 1 } });
      const refused = await post("/api/trpc/auth.signIn", JSON.stringify(7));
      expect(refused.status).toBe(400);
      const { error } = (await refused.json()) as { error: { data: object } };
      expect(error.data).toMatchObject({ refusal: { code: "malformed" } });
      expect(error.data).not.toHaveProperty("stack");
    });

    it("refuse a capture whose duplicate members or numbers would be lost in reading", async () => {
      for (const body of ['{"document":{"a":1,"a":2}}', '{"document":{"a":1e400}}']) {
        const response = await post("/api/trpc/capture.submit", body);
        expect(response.status, body).toBe(400);
      }
    });

    it("refuse a body above 32 MiB before reading it", async () => {
      const response = await post("/api/trpc/auth.signIn", `"${"x".repeat(33 * 1024 * 1024)}"`).catch(
        () => null,
      );
      // The server may close before the client has sent everything; then fetch itself fails.
      expect(response === null || response.status === 413).toBe(true);
    });

    it("sign in by cookie from this machine, and out again", async () => {
      const signedIn = await post("/api/trpc/auth.signIn", '"farm"', { host: "localhost" });
      expect(signedIn.status).toBe(200);
      const cookie = (signedIn.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
      const me = async () =>
        (await (await fetch(`${address}/api/trpc/auth.me`, { headers: { cookie } })).json()).result.data;
      expect(await me()).toMatchObject({ personId: "farm", roles: [] });
      await post("/api/trpc/auth.signOut", "", { cookie });
      expect(await me()).toBeNull();
    });

    it("do not sign in through a proxy", async () => {
      const response = await post("/api/trpc/auth.signIn", '"farm"', { "x-forwarded-for": "10.0.0.9" });
      expect(response.status).toBe(403);
      expect(response.headers.get("set-cookie")).toBeNull();
    });
  });
});
