/**
 * `/assets/…`: the built scripts of the provenance pages, compressed once, cached for ever: their names carry their hashes.
 * `/verifier.html`: the verifier page, for whoever wants to use or host a copy.
 */
import type { BuiltFile } from "@/server/scan/scan-assets";
import { send } from "./answer";
import type { Door, Exchange } from "./doors";

const prefix = "/assets/";

/** Serves a built file from memory; names it does not know are left to the next door. */
export const assetsDoor: Door = (exchange) => {
  const { request, path, runtime } = exchange;
  if (!path.startsWith(prefix) || (request.method !== "GET" && request.method !== "HEAD")) return false;
  const file = runtime.scanAssets.files.get(path.slice(prefix.length));
  if (file === undefined) return false;
  sendBuilt(exchange, file, {
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "public, max-age=31536000, immutable",
  });
  return true;
};

/** Serves the verifier page. Its own policy, in the file, is stricter than any header of ours. */
export const verifierDoor: Door = (exchange) => {
  const { request, response, path, runtime } = exchange;
  if (path !== "/verifier.html" || (request.method !== "GET" && request.method !== "HEAD")) return false;
  const { verifier } = runtime.scanAssets;
  const etag = `W/"${verifier.sha256.slice(0, 24)}"`;
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-cache",
    "access-control-allow-origin": "*",
    etag,
  };
  const known = String(request.headers["if-none-match"] ?? "").split(/\s*,\s*/);
  if (known.includes(etag)) response.writeHead(304, headers).end();
  else sendBuilt(exchange, verifier, headers);
  return true;
};

function sendBuilt({ request, response }: Exchange, file: BuiltFile, given: Record<string, string>): void {
  const accepted = String(request.headers["accept-encoding"] ?? "");
  const encoding = (["br", "gzip"] as const).find((one) => new RegExp(`\\b${one}\\b`).test(accepted));
  const headers = { ...given, vary: "accept-encoding" };
  if (encoding === undefined) send(request, response, { status: 200, headers, body: file.identity });
  else {
    const encoded = { ...headers, "content-encoding": encoding };
    send(request, response, { status: 200, headers: encoded, body: file[encoding] });
  }
}
