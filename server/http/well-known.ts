/** `/.well-known/suyuan` and `/healthz`: what this server is, and that it runs. */
import { json, send } from "./answer";
import type { Door } from "./doors";

/** Says which log this is: origin, verifier key, where to read it, and which witnesses cosign it. */
export const wellKnownDoor: Door = ({ request, response, path, runtime }) => {
  if (path !== "/.well-known/suyuan") return false;
  const { ledger, publicUrl } = runtime.services;
  const about = {
    version: 1,
    origin: ledger.origin,
    vkey: ledger.vkey,
    publicUrl: publicUrl(),
    log: `${publicUrl()}/log`,
    witnesses: [],
    // A policy with a quorum of none (c2sp.org/tlog-policy): said, rather than left to be guessed.
    policy: `log ${ledger.vkey}\nquorum none\n`,
  };
  send(request, response, json(about, { "access-control-allow-origin": "*", "cache-control": "no-cache" }));
  return true;
};

/** Answers health checks; that this door is reached at all means that everything behind it has started. */
export const healthDoor: Door = ({ request, response, path }) => {
  if (path !== "/healthz") return false;
  send(request, response, json({ status: "ok" }, { "cache-control": "no-store" }));
  return true;
};
