/**
 * The settings of a running process: the only reader of `process.env` outside scripts.
 * Parsed once; a bad setting names every bad name in one line.
 */
import { resolve } from "node:path";
import { DomainError } from "@/lib/errors";

export interface Env {
  /** TCP port, 0–65535; 0 lets the system choose. */
  port: number;
  /** Address to listen on; `0.0.0.0` and `::` mean every interface. */
  host: string;
  /** Absolute path of the data folder. */
  dataDir: string;
  /** Another Postgres (≥ 15) instead of the embedded one. */
  databaseUrl: string | undefined;
  /** What QR codes carry, without a trailing slash. */
  publicUrl: string | undefined;
  /** Absolute path of the policy (C2SP tlog-policy) that names the witnesses; without it `policy` in the data folder. */
  policyPath: string | undefined;
  /** Whether the log signs checkpoints with ML-DSA-44 too. */
  hasMlDsa: boolean;
  /** Whether an empty log is filled with the demo world. */
  seed: "demo" | "none";
  /** Whether Next serves pages; without it there are the doors for machines only. */
  hasPages: boolean;
  /** Whether Next runs its development server. */
  isDevelopment: boolean;
}

type Source = Record<string, string | undefined>;

/** Parses one setting: returns its value, or says what was expected. */
type Parser<T> = (text: string | undefined) => { value: T } | { expected: string };

const portOf: Parser<number> = (text) => {
  if (text === undefined) return { value: 3000 };
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? { value: port } : { expected: "a port number from 0 to 65535" };
};

const databaseUrlOf: Parser<string | undefined> = (text) => {
  if (text === undefined) return { value: undefined };
  const isPostgres = /^postgres(ql)?:\/\//.test(text) && URL.canParse(text);
  return isPostgres ? { value: text } : { expected: "a postgres:// URL" };
};

const publicUrlOf: Parser<string | undefined> = (text) => {
  if (text === undefined) return { value: undefined };
  const expected = "an http:// or https:// address without query, such as http://192.168.1.20:3000";
  if (!URL.canParse(text)) return { expected };
  const url = new URL(text);
  const isPlain = url.search === "" && url.hash === "" && url.username === "" && url.password === "";
  if (!isPlain || !/^https?:$/.test(url.protocol)) return { expected };
  return { value: (url.origin + url.pathname).replace(/\/+$/, "") };
};

const seedOf: Parser<"demo" | "none"> = (text) => {
  if (text === undefined) return { value: "demo" };
  return text === "demo" || text === "none" ? { value: text } : { expected: "demo or none" };
};

const hasMlDsaOf: Parser<boolean> = (text) => {
  if (text === undefined) return { value: false };
  return text === "on" || text === "off" ? { value: text === "on" } : { expected: "on or off" };
};

const hasPagesOf: Parser<boolean> = (text) => {
  if (text === undefined) return { value: true };
  return text === "next" || text === "none" ? { value: text === "next" } : { expected: "next or none" };
};

/**
 * Parses settings from a plain record of environment variables. An empty value counts as absent.
 * @throws DomainError malformed, one line that names every bad setting and what was expected of it
 */
export function parseEnv(source: Source): Env {
  const problems: string[] = [];
  const read = <T>(name: string, parse: Parser<T>): T => {
    const text = source[name]?.trim() || undefined;
    const result = parse(text);
    if ("value" in result) return result.value;
    const got = name === "DATABASE_URL" ? "something else" : JSON.stringify(text);
    problems.push(`${name}: expected ${result.expected}, got ${got}`);
    return undefined as T; // never seen: the problem is thrown below
  };
  const env: Env = {
    port: read("PORT", portOf),
    host: read("HOST", (text) => ({ value: text ?? "0.0.0.0" })),
    dataDir: resolve(read("SUYUAN_DATA", (text) => ({ value: text ?? "data" }))),
    databaseUrl: read("DATABASE_URL", databaseUrlOf),
    publicUrl: read("PUBLIC_URL", publicUrlOf),
    policyPath: read("SUYUAN_POLICY", (text) => ({ value: text === undefined ? text : resolve(text) })),
    hasMlDsa: read("SUYUAN_ML_DSA", hasMlDsaOf),
    seed: read("SUYUAN_SEED", seedOf),
    hasPages: read("SUYUAN_PAGES", hasPagesOf),
    isDevelopment: source.SUYUAN_DEV === "1",
  };
  if (problems.length > 0) throw new DomainError("malformed", problems.join("; "));
  return env;
}

let parsed: Env | undefined;

/**
 * Returns this process' settings, parsed at the first call.
 * @throws DomainError malformed, see {@link parseEnv}
 */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}
