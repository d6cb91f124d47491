/** Provenance pages that are still in the response cache; the rest are Next's to render. */
import type { ServerResponse } from "node:http";
import { send } from "./answer";
import type { Door } from "./doors";
import { headerReader } from "./header-reader";

/** The path of a GS1 key: an application identifier, then a value. */
const keyPath = /^\/(\d{2,4})\/[^/]/;

/**
 * Prepares the response for a page that Next will write: a header that is there already is kept, so our weaker policy goes; and one
 * that is not becomes a list, in which Next's own compression does not recognise HTML.
 */
function makeWay(response: ServerResponse): void {
  response.removeHeader("content-security-policy");
  response.setHeader("content-type", "text/html; charset=utf-8");
}

/** Serves a kept page, or "not modified" to whoever has it already (RFC 9110 §13.1.2). */
export const scanDoor: Door = ({ request, response, path, runtime }) => {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const kept = runtime.scanCache.lookup(request.url ?? "/", headerReader(request));
  if (kept === undefined) {
    if (keyPath.test(path)) makeWay(response);
    return false;
  }
  const { etag } = kept.headers;
  const known = String(request.headers["if-none-match"] ?? "").split(/\s*,\s*/);
  if (etag !== undefined && known.includes(etag)) {
    response.writeHead(304, kept.headers).end();
    return true;
  }
  send(request, response, kept);
  return true;
};
