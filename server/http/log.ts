/**
 * `/log/checkpoint` and `/log/tile/…`: what anybody needs to copy and audit the log (c2sp.org/tlog-tiles). Served is
 * what a signed checkpoint covers, also while it is still with the witnesses, and never a hash beyond it; of that, tiles of
 * every width, so of every size.
 */
import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { parseTilePath } from "@/lib/tile/path";
import type { Ledger } from "@/server/ledger/ledger";
import { acceptsGzip } from "./accepts-gzip";
import { type Answer, problem, send } from "./answer";
import type { Door } from "./doors";

const prefix = "/log/";

/** What the doors read of a log. */
export type PublicLog = Pick<Ledger, "published" | "tile" | "entryBundle">;

/** Any page may read: there is nothing here that depends on who asks. */
const cors = { "access-control-allow-origin": "*" };

const methods = "GET, HEAD, OPTIONS";

/** The answer to a preflight (Fetch §4.8), which a page causes by adding headers of its own. */
const preflight: Answer = {
  status: 204,
  headers: {
    allow: methods,
    "access-control-allow-methods": methods,
    "access-control-allow-headers": "*",
    "access-control-max-age": "86400",
    ...cors,
  },
  body: "",
};

/** Of a tile: it never changes, a partial one neither; that one only gives way to wider ones. */
const tileHeaders = {
  "content-type": "application/octet-stream",
  "cache-control": "public, max-age=31536000, immutable",
  ...cors,
};

/** The newest signed checkpoint; 404 until there is one. */
function checkpoint(log: PublicLog): Answer {
  const { note } = log.published();
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
async function tile(log: PublicLog, path: string, isGzipAccepted: boolean): Promise<Answer> {
  const { level, n, width } = parseTilePath(path);
  if (level !== "entries")
    return { status: 200, headers: tileHeaders, body: await log.tile(level, n, width) };
  const bundle = await log.entryBundle(n, width);
  const headers = { vary: "accept-encoding", ...tileHeaders };
  if (!isGzipAccepted) return { status: 200, headers, body: bundle };
  const body = await promisify(gzip)(bundle);
  return { status: 200, headers: { "content-encoding": "gzip", ...headers }, body };
}

/** Answers a request for `name`, the path beneath the log's prefix as sent. */
export async function answerLog(log: PublicLog, request: IncomingMessage, name: string): Promise<Answer> {
  if (request.method === "OPTIONS") return preflight;
  if (request.method !== "GET" && request.method !== "HEAD") {
    return problem(405, "expected GET", { allow: methods, ...cors });
  }
  if (name === "checkpoint") return checkpoint(log);
  if (!name.startsWith("tile/")) return problem(404, "expected checkpoint or tile/…", cors);
  try {
    return await tile(log, name, acceptsGzip(request.headers["accept-encoding"]));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // A malformed tile path is a name that does not exist: C2SP knows only 404 here.
    if (code === "not_found" || code === "malformed") return problem(404, "no such tile", cors);
    throw error;
  }
}

/** Serves the log's public files, and under `predecessors/<n>/` those of each log that it continues. */
export const logDoor: Door = async ({ request, response, path, runtime }) => {
  if (!path.startsWith(prefix)) return false;
  const name = path.slice(prefix.length);
  const [, number, nameThere] = /^predecessors\/([1-9]\d{0,5})\/(.+)$/.exec(name) ?? [];
  const predecessor = runtime.predecessors?.get(Number(number));
  const answer =
    predecessor === undefined || nameThere === undefined
      ? await answerLog(runtime.services.ledger, request, name)
      : await answerLog(predecessor, request, nameThere);
  send(request, response, answer);
  return true;
};
