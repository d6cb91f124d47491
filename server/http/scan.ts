/** Provenance pages that are still in the response cache; the rest are Next's to render. */
import { send } from "./answer";
import type { Door } from "./doors";
import { headerReader } from "./header-reader";

/** The path of a GS1 key: an application identifier, then a value. */
const keyPath = /^\/(\d{2,4})\/[^/]/;

/** Serves a kept page, or "not modified" to whoever has it already (RFC 9110 §13.1.2). */
export const scanDoor: Door = ({ request, response, path, runtime }) => {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const kept = runtime.scanCache.lookup(request.url ?? "/", headerReader(request));
  if (kept === undefined) {
    // Next adds a page's headers to those that are there; two policies of one name would leave the weaker.
    if (keyPath.test(path)) response.removeHeader("content-security-policy");
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
