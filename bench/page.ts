/** The provenance page of the demo's strawberries: how fast it comes, and what a phone has to load. */
import { gzipSync } from "node:zlib";
import { products } from "@/server/services/seed/products";
import { chinaMidnight } from "@/server/services/seed/seed";
import { latestBerryLot } from "@/server/services/seed/strawberries";
import type { BenchContext, Benchmark } from "./bench";
import { type Figure, latencyOf, medianOf, rateOf, type Sample, take, timedInParallel } from "./figure";
import { HttpClient } from "./http-client";

const cachedAtOnce = 16;
const uncachedAtOnce = 4;

const asPhone = { accept: "text/html", "accept-language": "en", "accept-encoding": "gzip" };
/** What a browser sends on a reload; the response cache is passed by. */
const asReload = { ...asPhone, "cache-control": "no-cache" };

/** The demo is seeded by the server with today's dates. */
function demoPath(): string {
  return `/01/${products.berries.gtin}/10/${latestBerryLot(chinaMidnight(Date.now()))}`;
}

async function loadTimes(context: BenchContext, address: string, path: string): Promise<Figure[]> {
  const { repetitions, count, limitMs } = context;
  const client = new HttpClient(address, cachedAtOnce);
  const load = (requests: number, width: number, headers: Record<string, string>): Promise<Sample> =>
    timedInParallel(requests, width, () => client.get(path, headers), limitMs);
  try {
    await load(count(40), uncachedAtOnce, asReload); // warm-up, not told
    const uncached = await take(repetitions, () => load(count(200), uncachedAtOnce, asReload));
    await load(count(2_000), cachedAtOnce, asPhone); // warm-up, not told
    const cached = await take(repetitions, () => load(count(10_000), cachedAtOnce, asPhone));
    return [
      rateOf("page.cached", "requests/s", cached),
      latencyOf("page.cached.latency", cached),
      rateOf("page.uncached", "requests/s", uncached),
      latencyOf("page.uncached.latency", uncached),
    ];
  } finally {
    client.close();
  }
}

/** Loads a script and everything it imports, statically or also on demand; returns bytes after gzip, each file by itself. */
async function scriptBytes(client: HttpClient, entry: string, withOnDemand: boolean): Promise<number> {
  const found = new Set([entry]);
  let bytes = 0;
  for (const path of found) {
    const { body } = await client.get(path);
    bytes += gzipSync(body).length;
    const text = body.toString();
    for (const [, isCall, name = ""] of text.matchAll(/(?:\bfrom|\bimport(\()?)\s*"\.\/([\w.-]+\.js)"/g)) {
      if (withOnDemand || isCall === undefined) found.add(`/assets/${name}`);
    }
  }
  return bytes;
}

async function weights(address: string, path: string): Promise<Figure[]> {
  const client = new HttpClient(address, 1);
  try {
    const html = (await client.get(path, { ...asPhone, "accept-encoding": "identity" })).body;
    const script = /<script type="?module"? src="([^"]+)"/.exec(html.toString())?.[1];
    if (script === undefined) throw new Error(`${path}: expected a page with a script, got none`);
    const proof = (await client.get(`/proof${path}`)).body;
    return [
      medianOf("page.html", "bytes", [html.length]),
      medianOf("page.html.gzip", "bytes", [gzipSync(html).length]),
      medianOf("page.script.gzip", "bytes", [await scriptBytes(client, script, false)]),
      medianOf("page.verifier.gzip", "bytes", [await scriptBytes(client, script, true)]),
      medianOf("page.proof.gzip", "bytes", [gzipSync(proof).length]),
    ];
  } finally {
    client.close();
  }
}

export const page: Benchmark = {
  group: "pages",
  figures: {
    "page.cached": `the demo's strawberry lot out of the response cache, gzip, ${cachedAtOnce} at once`,
    "page.cached.latency": "the same requests, each",
    "page.uncached": `the same page made anew (a browser's reload: queries, HTML, compression), ${uncachedAtOnce} at once`,
    "page.uncached.latency": "the same requests, each",
    "page.html": "its HTML, styles, journey and charts included",
    "page.html.gzip": "the same, gzip",
    "page.script.gzip": "script that loads with the page",
    "page.verifier.gzip": "that and all that is loaded on demand to check the proof, fallbacks included",
    "page.proof.gzip": "the proof of everything on the page",
  },
  async run(context) {
    const { address } = await context.server();
    const path = demoPath();
    return [...(await loadTimes(context, address, path)), ...(await weights(address, path))];
  },
};
