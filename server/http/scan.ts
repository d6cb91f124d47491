/** Provenance pages that are still in the response cache; the rest are Next's to render. */
import { send } from "./answer";
import type { Door } from "./doors";
import { headerReader } from "./header-reader";

/** Serves a kept page, or "not modified" to whoever has it already (RFC 9110 §13.1.2). */
export const scanDoor: Door = ({ request, response, runtime }) => {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const kept = runtime.scanCache.lookup(request.url ?? "/", headerReader(request));
  if (kept === undefined) return false;
  const { etag } = kept.headers;
  const known = String(request.headers["if-none-match"] ?? "").split(/\s*,\s*/);
  if (etag !== undefined && known.includes(etag)) {
    response.writeHead(304, kept.headers).end();
    return true;
  }
  send(request, response, kept);
  return true;
};
