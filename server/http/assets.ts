/** `/assets/…`: the built scripts of the provenance pages, compressed once, cached for ever: their names carry their hashes. */
import { send } from "./answer";
import type { Door } from "./doors";

const prefix = "/assets/";

/** Serves a built file from memory; names it does not know are left to the next door. */
export const assetsDoor: Door = ({ request, response, path, runtime }) => {
  if (!path.startsWith(prefix) || (request.method !== "GET" && request.method !== "HEAD")) return false;
  const file = runtime.scanAssets.files.get(path.slice(prefix.length));
  if (file === undefined) return false;
  const accepted = String(request.headers["accept-encoding"] ?? "");
  const encoding = (["br", "gzip"] as const).find((one) => new RegExp(`\\b${one}\\b`).test(accepted));
  const headers = {
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "public, max-age=31536000, immutable",
    vary: "accept-encoding",
  };
  if (encoding === undefined) send(request, response, { status: 200, headers, body: file.identity });
  else {
    const encoded = { ...headers, "content-encoding": encoding };
    send(request, response, { status: 200, headers: encoded, body: file[encoding] });
  }
  return true;
};
