/**
 * The one engine of this process. Bundled page code is a second copy of every module it imports, so the engine hangs
 * on globalThis and this file imports nothing but types: pages and handlers of any bundle find the same one.
 */
import type { Env } from "./env";
import type { ServiceDeps } from "./services/deps";
import type { Settings } from "./settings";
import type { HeaderReader } from "./trpc/context";
import type { Caller } from "./trpc/router";

/** A provenance page as it was answered before. */
export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** Keeps answers of provenance pages until something in them changes. */
export interface ScanCache {
  /** Returns the answer to a GET or HEAD of this path and query, as whoever sends these headers would get it. */
  lookup(url: string, headers: HeaderReader): KeptAnswer | undefined;
}

export interface Runtime {
  env: Env;
  settings: Settings;
  /** What use cases work with: database, ledger, mirror, keystore, clock. */
  services: ServiceDeps;
  scanCache?: ScanCache;
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
