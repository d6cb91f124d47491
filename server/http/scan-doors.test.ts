import { get as httpGet } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DomainError } from "@/lib/errors";
import type { ProofFile } from "@/lib/proof/proof-file";
import type { Runtime } from "@/server/runtime";
import { ResponseCache } from "@/server/scan/response-cache";
import { type Front, listen } from "./front";

const file: ProofFile = {
  set: { version: 1, subject: "https://id.gs1.org/00/1", bundles: [] },
  trust: { origin: "a.example/log", vkey: "a.example/log+00000000+AA" },
  records: [],
};
const scriptText = "export{}";
const script = { identity: Buffer.from(scriptText), gzip: gzipSync(scriptText), br: Buffer.from("br") };
const pageText = "<!doctype html>";
const verifier = {
  identity: Buffer.from(pageText),
  gzip: gzipSync(pageText),
  br: Buffer.from("br"),
  sha256: "ab".repeat(32),
};
const scanCache = new ResponseCache();

let front: Front;
let address: string;
const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(address + path, { method, headers: { "accept-encoding": "identity", ...headers } });

/** Asks without the Cache-Control that fetch adds of its own. */
function plainStatus(path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    httpGet(address + path, { headers }, (response) => resolve(response.resume().statusCode)).on(
      "error",
      reject,
    );
  });
}

beforeAll(async () => {
  front = await listen("127.0.0.1", 0);
  address = `http://127.0.0.1:${front.port}`;
  const runtime = {
    scanCache,
    scanAssets: { css: "", cssHash: "", script: "", files: new Map([["scan-A.js", script]]), verifier },
    async proofSet(subject: string) {
      if (subject === "/00/1") return file;
      if (subject === "/new") throw new DomainError("unavailable", "the first record is being published");
      throw new DomainError("not_found", "path: expected a code that somebody recorded");
    },
  };
  front.open(runtime as unknown as Runtime, (_request, response) => {
    response.appendHeader("content-security-policy", "default-src 'none'");
    response.end("next");
  });
});
afterAll(() => front.close());

describe("the proof door", () => {
  it("sends a proof file to anybody's script, with a tag, compressed for whoever takes it", async () => {
    const response = await get("/proof/00/1", { "accept-encoding": "gzip" });
    expect(response.headers.get("content-type")).toBe("application/vnd.suyuan.proof+json");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(await response.json()).toEqual({ ...file.set, trust: file.trust, records: [] });
    const etag = response.headers.get("etag") ?? "";
    const again = await get("/proof/00/1", { "if-none-match": etag });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  it.each([
    ["/proof/00/2", "GET", 404],
    ["/proof/new", "GET", 503],
    ["/proof/00/1", "POST", 405],
  ])("answers %s by %s as a problem that other sites may read", async (path, method, status) => {
    const response = await get(path, {}, method);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(await response.json()).toMatchObject({ status });
  });
});

describe("the scan door", () => {
  it("answers a kept page without Next, or says that it is the same", async () => {
    const headers = { etag: 'W/"1"', "content-type": "text/html; charset=utf-8", vary: "cookie" };
    const page = { url: "/01/1", language: "en", acceptLanguage: "en", headers, html: "<p>", touched: [] };
    await scanCache.keep(page, scanCache.moment());
    expect(await (await get("/01/1", { "accept-language": "en" })).text()).toBe("<p>");
    const same = await plainStatus("/01/1", { "accept-language": "en", "if-none-match": 'W/"1"' });
    expect(same).toBe(304);
    // A reload asks to see what is there now, not what was kept.
    const reload = await plainStatus("/01/1", { "accept-language": "en", "cache-control": "max-age=0" });
    expect(reload).toBe(200);
  });

  it("leaves the policy of a page to the page, and keeps its own everywhere else", async () => {
    const policy = async (path: string) => (await get(path)).headers.get("content-security-policy");
    expect(await policy("/01/2")).toBe("default-src 'none'");
    expect(await policy("/lots")).toContain("frame-ancestors 'none'");
  });
});

describe("the assets door", () => {
  it("sends a built script for ever, in the smallest encoding taken", async () => {
    const zipped = await get("/assets/scan-A.js", { "accept-encoding": "gzip" });
    expect(zipped.headers.get("cache-control")).toContain("immutable");
    expect(zipped.headers.get("content-type")).toContain("text/javascript");
    expect(await zipped.text()).toBe(scriptText);
    expect(await (await get("/assets/scan-A.js")).text()).toBe(scriptText);
  });

  it("leaves names that it does not know to the next door", async () => {
    expect(await (await get("/assets/../package.json")).text()).toBe("next");
    expect(await (await get("/assets/other.js")).text()).toBe("next");
  });
});

describe("the verifier door", () => {
  it("gives a copy of the verifier page to anybody, with a tag", async () => {
    const response = await get("/verifier.html");
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await response.text()).toBe(pageText);
    const etag = response.headers.get("etag") ?? "";
    expect(etag).toContain("abab");
    expect(await plainStatus("/verifier.html", { "if-none-match": etag })).toBe(304);
  });
});
