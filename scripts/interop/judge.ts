/** What an interoperability run is made of: judges, each with somebody else's code, and what they are given. */
import type { Closers } from "@/server/closers";
import type { Ledger } from "@/server/ledger/ledger";

/** One implementation that is not ours, and what it has to say of our logs. */
export interface Judge {
  name: string;
  /** "go": left out, with a line that says so, where there is no Go. */
  needs: "go" | "nothing";
  run(context: InteropContext): Promise<void>;
}

/** A log as anybody on the network sees it. It does not grow while it is judged. */
export interface ServedLog {
  name: string;
  /** C2SP prefix, without a trailing slash: `<prefix>/checkpoint`. */
  prefix: string;
  ledger: Ledger;
}

export interface InteropContext {
  /** A folder of this judge's own, removed at the end of the run. */
  folder: string;
  /** Small and of captures; large, of entries of any bytes, with three levels of tiles. */
  logs: readonly ServedLog[];
  /** The path of a command built from scripts/interop/go/go.mod: `fsck`, `hammer`, `posix`, `litewitness`, `sumdb`. */
  tool(name: string): string;
  /** Counts and tells one check; it has passed when `test` returns, and the next one is made when it throws. */
  check(title: string, test: () => Promise<void>): Promise<void>;
  /** What has to be stopped at the end, whatever happens. */
  closers: Closers;
}
