/**
 * The one engine of this process. Bundled page code is a second copy of every module it imports, so the engine hangs
 * on globalThis and this file imports nothing but types: pages and handlers of any bundle find the same one.
 */
import type { ProofFile } from "@/lib/proof/proof-file";
import type { Env } from "./env";
import type { ClosedLog } from "./ledger/closed-log";
import type { ResponseCache } from "./scan/response-cache";
import type { ScanAssets } from "./scan/scan-assets";
import type { AuditJob } from "./services/audit/audit-job";
import type { ServiceDeps } from "./services/deps";
import type { Settings } from "./settings";
import type { HeaderReader } from "./trpc/context";
import type { Caller } from "./trpc/router";

export interface Runtime {
  env: Env;
  settings: Settings;
  /** What use cases work with: database, ledger, mirror, keystore, clock. */
  services: ServiceDeps;
  /** The logs that this one continues, by number, from 1: closed, and there to be read. */
  predecessors?: ReadonlyMap<number, ClosedLog>;
  /** The built style and script of the provenance pages. */
  scanAssets: ScanAssets;
  /** Provenance pages that were answered before and have not changed since. */
  scanCache: ResponseCache;
  /** Audits in the background. */
  auditJob: AuditJob;
  /** Makes the public proof set of a subject: `/17.0`, or the path of a Digital Link such as `/01/…`. */
  proofSet(subject: string): Promise<ProofFile>;
  /** Calls the tRPC procedures in this process, as whoever the headers (of the page's request) sign in. */
  caller(headers: HeaderReader): Caller;
}

const key = Symbol.for("suyuan.runtime");

/** Makes `runtime` the engine of this process; called once, at start-up. */
export function setRuntime(runtime: Runtime): void {
  Object.assign(globalThis, { [key]: runtime });
}

/**
 * Returns the engine of this process.
 * @throws Error when nobody started one (a page rendered outside server/main.ts)
 */
export function runtime(): Runtime {
  const found = (globalThis as { [key]?: Runtime })[key];
  if (found === undefined) throw new Error("no engine in this process: start it with server/main.ts");
  return found;
}
