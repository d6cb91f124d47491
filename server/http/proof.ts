/**
 * `/proof/{index}.{ordinal}` and `/proof/01/…`: the proofs of an event or an item, as far as they are public; and proofs about
 * the log itself, see log-proofs.ts.
 */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { formatProofFile } from "@/lib/proof/proof-file";
import { reportInternalError } from "@/server/report";
import { type Answer, problem, send } from "./answer";
import type { Door, Exchange } from "./doors";
import { logProof } from "./log-proofs";
import { refusalStatus } from "./refusal";

const prefix = "/proof/";

const cors = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, HEAD, OPTIONS",
  "access-control-expose-headers": "etag",
};

/** Serves proof files: JSON that a page's script, `npm run verify`, or anybody's verifier checks without trusting this server. */
export const proofDoor: Door = async (exchange) => {
  if (!exchange.path.startsWith(prefix)) return false;
  const { request, response } = exchange;
  const given = await answer(exchange);
  if (given.status === 304) response.writeHead(304, given.headers).end();
  else send(request, response, given);
  return true;
};

async function answer(exchange: Exchange): Promise<Answer> {
  const { method } = exchange.request;
  if (method === "OPTIONS") return { status: 204, headers: cors, body: "" };
  if (method !== "GET" && method !== "HEAD") {
    return problem(405, "expected GET", { allow: "GET, HEAD, OPTIONS", ...cors });
  }
  try {
    return await proofAnswer(exchange);
  } catch (error) {
    const status = refusalStatus(error);
    if (status === undefined) return problem(500, `internal error ${reportInternalError(error)}`, cors);
    const retry = status === 503 ? { "retry-after": "2" } : {};
    return problem(status, (error as Error).message, { ...cors, ...retry });
  }
}

async function proofAnswer({ request, path, runtime }: Exchange): Promise<Answer> {
  const subject = path.slice(prefix.length - 1);
  const { body, type, name } = (await logProof(runtime.services, subject)) ?? {
    body: JSON.stringify(formatProofFile(await runtime.proofSet(subject))),
    type: "application/vnd.suyuan.proof+json",
    name: undefined,
  };
  // Weak, since it goes out in two encodings (RFC 9110 §8.8.3.3).
  const etag = `W/"${createHash("sha256").update(body).digest("hex").slice(0, 24)}"`;
  const headers = {
    "content-type": type,
    "cache-control": "no-cache",
    vary: "accept-encoding",
    etag,
    ...(name === undefined ? {} : { "content-disposition": `attachment; filename="${name}"` }),
    ...cors,
  };
  const known = String(request.headers["if-none-match"] ?? "").split(/\s*,\s*/);
  if (known.includes(etag)) return { status: 304, headers, body: "" };
  if (!/\bgzip\b/.test(String(request.headers["accept-encoding"] ?? "")))
    return { status: 200, headers, body };
  return {
    status: 200,
    headers: { ...headers, "content-encoding": "gzip" },
    body: await promisify(gzip)(body),
  };
}
