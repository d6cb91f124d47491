/**
 * What is decided once and kept in `<data>/settings.json`: the address that QR codes carry, and the log's origin.
 *
 * The address may change until the first real label is printed; the origin, made from the first address, never does.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { dirname, join } from "node:path";
import { DomainError } from "@/lib/errors";
import type { Env } from "./env";

interface SettingsFile {
  version: 1;
  /** C2SP origin of the log: the schemeless URL prefix it is served under. */
  origin: string;
  /** Without a trailing slash. */
  publicUrl: string;
  /** Whether PUBLIC_URL named the address, or it was found by itself and follows this machine. */
  isPublicUrlChosen: boolean;
  /** ISO time of the first real label; null before. */
  publicUrlLockedAt: string | null;
  demo: Demo;
  /** Label of the log's key in the keystore, when it is another than "log": of a log that continues another. */
  logKey?: string;
}

/**
 * Whether the log holds the demo world. `filling` outlives a start that was cut off while it filled the log: nobody
 * else has written by then, since the port opens afterwards.
 */
export type Demo = { state: "none" } | { state: "filling" } | { state: "filled"; atMs: number };

export interface Settings {
  readonly origin: string;
  /** Label of the log's key in the keystore. */
  readonly logKey: string;
  publicUrl(): string;
  publicUrlLockedAt(): string | null;
  /** Fixes the address for good, at the first real label; does nothing later. Durable when it returns. */
  lockPublicUrl(nowMs: number): void;
  demo(): Demo;
  /** Whether an earlier start was cut off while it filled the log. */
  readonly isDemoCutOff: boolean;
  /** Durable when it returns. */
  setDemo(demo: Demo): void;
}

/** Returns the address under which other machines of the network reach this one: its first outward IPv4 address. */
export function defaultPublicUrl(port: number): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const outward = addresses.find((address) => address.family === "IPv4" && !address.internal);
  return `http://${outward?.address ?? "localhost"}${port === 80 ? "" : `:${port}`}`;
}

/** Writes the file whole or not at all: a crash leaves the old one, or the new one. */
function write(path: string, settings: SettingsFile): void {
  const draft = `${path}.new`;
  const file = openSync(draft, "w", 0o600);
  writeSync(file, `${JSON.stringify(settings, null, 2)}\n`);
  fsyncSync(file);
  closeSync(file);
  renameSync(draft, path);
  const folder = openSync(dirname(path), "r");
  fsyncSync(folder);
  closeSync(folder);
}

function read(path: string): SettingsFile {
  try {
    const settings = JSON.parse(readFileSync(path, "utf8")) as SettingsFile;
    if (settings.version === 1 && settings.origin && settings.publicUrl) return settings;
  } catch (cause) {
    throw new DomainError("malformed", `${path}: expected settings in JSON, got something else`, { cause });
  }
  throw new DomainError("malformed", `${path}: expected settings of version 1`);
}

/**
 * Writes, beside the settings of a data folder, those it has once another log continues its log. Durable when it returns.
 * @throws DomainError malformed when the file is not ours
 */
export function continuedSettings(
  dataDir: string,
  path: string,
  log: { readonly origin: string; readonly logKey: string },
): void {
  // Whatever demo world there was is in the log before.
  write(path, { ...read(join(dataDir, "settings.json")), ...log, demo: { state: "none" } });
}

/** Decides which address holds from now on. */
function decideUrl(
  settings: SettingsFile,
  chosen: string | undefined,
  found: string,
): [SettingsFile, string | null] {
  const isLocked = settings.publicUrlLockedAt !== null;
  if (isLocked) {
    const isRefused = chosen !== undefined && chosen !== settings.publicUrl;
    const notice = `PUBLIC_URL stays ${settings.publicUrl}: labels with it were printed`;
    return [settings, isRefused ? notice : null];
  }
  if (chosen === undefined && settings.isPublicUrlChosen) return [settings, null];
  const publicUrl = chosen ?? found;
  const next = { ...settings, publicUrl, isPublicUrlChosen: chosen !== undefined };
  const hasChanged = publicUrl !== settings.publicUrl;
  return [next, hasChanged ? `QR codes now carry ${publicUrl} (before: ${settings.publicUrl})` : null];
}

/**
 * Opens the settings of a data folder, and decides them when there are none yet.
 * @throws DomainError malformed when the file is not ours
 */
export function openSettings(env: Env, onNotice: (line: string) => void): Settings {
  const path = join(env.dataDir, "settings.json");
  const chosen = env.publicUrl;
  const found = defaultPublicUrl(env.port);
  const first = chosen ?? found;
  const isThere = existsSync(path);
  // A log whose settings were lost is somebody's: nothing may be filled into it, nor started over.
  const hasLog = existsSync(join(env.dataDir, "ledger"));
  const stored: SettingsFile = isThere
    ? read(path)
    : {
        version: 1,
        origin: `${first.replace(/^https?:\/\//, "")}/log`,
        publicUrl: first,
        isPublicUrlChosen: chosen !== undefined,
        publicUrlLockedAt: null,
        demo: { state: env.seed === "demo" && !hasLog ? "filling" : "none" },
      };
  let [settings, notice] = decideUrl(stored, chosen, found);
  if (notice !== null) onNotice(notice);
  write(path, settings);
  return {
    origin: settings.origin,
    logKey: settings.logKey ?? "log",
    publicUrl: () => settings.publicUrl,
    publicUrlLockedAt: () => settings.publicUrlLockedAt,
    lockPublicUrl(nowMs) {
      if (settings.publicUrlLockedAt !== null) return;
      settings = { ...settings, publicUrlLockedAt: new Date(nowMs).toISOString() };
      write(path, settings);
    },
    demo: () => settings.demo,
    isDemoCutOff: isThere && stored.demo.state === "filling",
    setDemo(demo) {
      settings = { ...settings, demo };
      write(path, settings);
    },
  };
}
