/** `/proof/{index}.{ordinal}` and `/proof/01/…`: the proofs of an event or an item, as far as they are public. */
import { json, problem, send } from "./answer";
import type { Door } from "./doors";

const prefix = "/proof/";

const cors = { "access-control-allow-origin": "*", "access-control-allow-methods": "GET, HEAD, OPTIONS" };

/** Serves proof sets: JSON that `npm run verify`, or anybody's verifier, checks without this server. */
export const proofDoor: Door = async ({ request, response, path, runtime }) => {
  if (!path.startsWith(prefix)) return false;
  if (request.method === "OPTIONS") {
    send(request, response, { status: 204, headers: cors, body: "" });
    return true;
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    send(request, response, problem(405, "expected GET", { allow: "GET, HEAD, OPTIONS", ...cors }));
    return true;
  }
  const set = await runtime.proofSet(path.slice(prefix.length - 1));
  const headers = {
    "content-type": "application/vnd.suyuan.proof+json",
    "cache-control": "no-cache",
    ...cors,
  };
  send(request, response, json(set, headers));
  return true;
};
