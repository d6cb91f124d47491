/** Builds the Go commands of scripts/interop/go, in the versions of its go.mod and go.sum; only what has changed is built again. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "@/scripts/setup/install.mjs";

const source = join(root, "scripts/interop/go");
const target = join(root, "node_modules/.cache/suyuan/go-tools");

/** Returns which Go there is, e.g. "go1.26.8"; undefined where there is none, or one that is too old for go.mod. */
export function goVersion(): string | undefined {
  const { status, stdout } = spawnSync("go", ["env", "GOVERSION"], { cwd: source, encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * Builds every command; the first time, the modules are fetched into Go's own cache.
 * @returns the path of a command by its name
 * @throws Error with what Go says when it cannot be built
 */
export function buildGoTools(): (name: string) => string {
  for (const packages of ["tool", "./..."]) {
    const { status, stderr } = spawnSync("go", ["install", packages], {
      cwd: source,
      encoding: "utf8",
      env: { ...process.env, GOBIN: target, GOFLAGS: "-mod=readonly" },
    });
    if (status !== 0) throw new Error(`go install ${packages}: ${stderr.trim()}`);
  }
  return (name) => join(target, name);
}
