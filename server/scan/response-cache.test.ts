import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type PageToKeep, ResponseCache } from "./response-cache";

const url = "/01/09506000134352/10/L1";
const page = (over: Partial<PageToKeep> = {}): PageToKeep => ({
  url,
  language: "en",
  acceptLanguage: "en-GB,en;q=0.8",
  headers: { etag: 'W/"1"', "content-type": "text/html; charset=utf-8" },
  html: "<p>tea</p>",
  touched: ["lot:1", "place:1"],
  ...over,
});
const from = (headers: Record<string, string> = { "accept-language": "en-GB,en;q=0.8" }) => ({
  get: (name: string) => headers[name] ?? null,
});

describe("the response cache", () => {
  test("answers whoever asks in the same way, in the encoding they take", async () => {
    const cache = new ResponseCache();
    await cache.keep(page(), cache.moment());
    const plain = cache.lookup(url, from());
    expect(Buffer.from(plain?.body ?? []).toString()).toBe("<p>tea</p>");
    const zipped = cache.lookup(
      url,
      from({ "accept-language": "en-GB,en;q=0.8", "accept-encoding": "gzip, deflate" }),
    );
    expect(zipped?.headers).toMatchObject({ "content-encoding": "gzip", etag: 'W/"1"' });
    expect(gunzipSync(zipped?.body ?? Buffer.alloc(0)).toString()).toBe("<p>tea</p>");
  });

  test("never answers in another language than the page would", async () => {
    const cache = new ResponseCache();
    await cache.keep(page(), cache.moment());
    expect(cache.lookup(url, from({ "accept-language": "zh-CN" }))).toBeUndefined();
    expect(
      cache.lookup(url, from({ "accept-language": "en-GB,en;q=0.8", cookie: "a=1; lang=zh-CN" })),
    ).toBeUndefined();
    expect(cache.lookup(url, from({ "accept-language": "de", cookie: "lang=en" }))).toBeDefined();
  });

  test("throws out a page when anything it shows changes, and no other", async () => {
    const cache = new ResponseCache();
    await cache.keep(page(), cache.moment());
    await cache.keep(page({ url: "/00/1", touched: ["lot:2", "place:1"] }), cache.moment());
    cache.invalidate(["lot:1"]);
    expect(cache.lookup(url, from())).toBeUndefined();
    expect(cache.lookup("/00/1", from())).toBeDefined();
    cache.invalidate(["place:1"]);
    expect(cache.size).toBe(0);
  });

  test("does not keep what was read before a change", async () => {
    const cache = new ResponseCache();
    const before = cache.moment();
    cache.invalidate(["lot:9"]);
    await cache.keep(page(), before);
    expect(cache.size).toBe(1);
    const again = cache.moment();
    cache.invalidate(["place:1"]);
    await cache.keep(page(), again);
    expect(cache.size).toBe(0);
  });

  test("does not keep what was read before more changes than it remembers", async () => {
    const cache = new ResponseCache();
    const before = cache.moment();
    for (let i = 0; i < 600; i += 1) cache.invalidate([`other:${i}`]);
    await cache.keep(page(), before);
    expect(cache.size).toBe(0);
  });

  test("lets a page go after a minute, and at once for whoever reloads", async () => {
    let now = 0;
    const cache = new ResponseCache({ nowMs: () => now });
    await cache.keep(page(), cache.moment());
    expect(
      cache.lookup(url, from({ "accept-language": "en-GB,en;q=0.8", "cache-control": "max-age=0" })),
    ).toBeUndefined();
    now = 59_999;
    expect(cache.lookup(url, from())).toBeDefined();
    now = 60_000;
    expect(cache.lookup(url, from())).toBeUndefined();
  });

  test("stays within its bytes, the least used going first", async () => {
    const cache = new ResponseCache({ bytesMax: 4_000 });
    const html = "x".repeat(1_500);
    for (const name of ["/a", "/b"]) await cache.keep(page({ url: name, html }), cache.moment());
    cache.lookup("/a", from());
    await cache.keep(page({ url: "/c", html }), cache.moment());
    expect(cache.lookup("/b", from())).toBeUndefined();
    expect(cache.lookup("/a", from())).toBeDefined();
  });
});
