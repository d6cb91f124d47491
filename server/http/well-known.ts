/** `/.well-known/suyuan` and `/healthz`: what this server is, and that it runs. */
import { formatVkey } from "@/lib/note/vkey";
import type { Runtime } from "@/server/runtime";
import { publicPolicy } from "@/server/services/log/checkpoint-over";
import { json, send } from "./answer";
import type { Door } from "./doors";

/** Says which log this is: origin, verifier key, where to read it, and which witnesses cosign it. */
export const wellKnownDoor: Door = ({ request, response, path, runtime }) => {
  if (path !== "/.well-known/suyuan") return false;
  const { ledger, publicUrl } = runtime.services;
  const { logs, witnesses } = ledger.policy();
  const about = {
    version: 1,
    origin: ledger.origin,
    vkey: ledger.vkey,
    publicUrl: publicUrl(),
    log: `${publicUrl()}/log`,
    // Every key that signs checkpoints, the one of the log's records first.
    vkeys: logs.map(({ vkey }) => formatVkey(vkey)),
    // Of a log that continues another: which, and how far that one is there (log.continued, in full entry 0).
    continues: ledger.membership().continuation?.predecessor ?? null,
    predecessors: [...(runtime.predecessors ?? [])].map(([number, { origin, vkey }]) => ({
      origin,
      vkey,
      log: `${publicUrl()}/log/predecessors/${number}`,
    })),
    witnesses: witnesses.map(({ name, vkey }) => ({ name, vkey: formatVkey(vkey) })),
    // Also a quorum of none is said (c2sp.org/tlog-policy), rather than left to be guessed.
    policy: publicPolicy(ledger),
    verifier: verifierOf(runtime, publicUrl()),
  };
  send(request, response, json(about, { "access-control-allow-origin": "*", "cache-control": "no-cache" }));
  return true;
};

/** Where the verifier page is and what its bytes hash to, for whoever hosts a copy; null where the pages were not built. */
function verifierOf(runtime: Runtime, publicUrl: string): { url: string; sha256: string } | null {
  try {
    return { url: `${publicUrl}/verifier.html`, sha256: runtime.scanAssets.verifier.sha256 };
  } catch {
    return null;
  }
}

/** Answers health checks; that this door is reached at all means that everything behind it has started. */
export const healthDoor: Door = ({ request, response, path }) => {
  if (path !== "/healthz") return false;
  send(request, response, json({ status: "ok" }, { "cache-control": "no-store" }));
  return true;
};
