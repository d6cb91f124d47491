/** `/log/checkpoint` and `/log/tile/…`: what anybody needs to copy and audit the log (c2sp.org/tlog-tiles). */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { parseTilePath } from "@/lib/tile/path";
import type { Ledger } from "@/server/ledger/ledger";
import { type Answer, problem, send } from "./answer";
import type { Door, Exchange } from "./doors";

const prefix = "/log/";

const cors = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, HEAD, OPTIONS",
};

/** Tiles never change, partial ones included: they only give way to wider ones. */
const immutable = { "cache-control": "public, max-age=31536000, immutable" };

/** The newest signed checkpoint; 404 until there is one. */
function checkpoint(ledger: Ledger): Answer {
  const { note } = ledger.published();
  if (note === "") return problem(404, "no checkpoint yet", cors);
  return {
    status: 200,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-cache", ...cors },
    body: note,
  };
}

/**
 * One tile of hashes, or one entry bundle; bundles are gzipped for whoever accepts that.
 * @throws DomainError malformed | not_found
 */
async function tile(ledger: Ledger, path: string, acceptsGzip: boolean): Promise<Answer> {
  const { level, n, width } = parseTilePath(path);
  if (level !== "entries") {
    const body = await ledger.tile(level, n, width);
    return {
      status: 200,
      headers: { "content-type": "application/octet-stream", ...immutable, ...cors },
      body,
    };
  }
  const bundle = await ledger.entryBundle(n, width);
  const headers = {
    "content-type": "application/octet-stream",
    vary: "accept-encoding",
    ...immutable,
    ...cors,
  };
  if (!acceptsGzip) return { status: 200, headers, body: bundle };
  const body = await promisify(gzip)(bundle);
  return { status: 200, headers: { ...headers, "content-encoding": "gzip" }, body };
}

async function answer({ request, path, runtime }: Exchange): Promise<Answer> {
  const { ledger } = runtime.services;
  if (request.method === "OPTIONS") return { status: 204, headers: cors, body: "" };
  if (request.method !== "GET" && request.method !== "HEAD") {
    return problem(405, "expected GET", { allow: "GET, HEAD, OPTIONS", ...cors });
  }
  const name = path.slice(prefix.length);
  if (name === "checkpoint") return checkpoint(ledger);
  if (!name.startsWith("tile/")) return problem(404, "expected checkpoint or tile/…", cors);
  const acceptsGzip = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  try {
    return await tile(ledger, name, acceptsGzip);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // A malformed tile path is a name that does not exist: C2SP knows only 404 here.
    if (code === "not_found" || code === "malformed") return problem(404, "no such tile", cors);
    throw error;
  }
}

/** Serves the log's public files. */
export const logDoor: Door = async (exchange) => {
  if (!exchange.path.startsWith(prefix)) return false;
  send(exchange.request, exchange.response, await answer(exchange));
  return true;
};
