import { isDamage } from "../damage";

/** What can be done about a finding (remedy.ts says it in words). */
export type Remedy =
  | "recompute"
  | "from-wal"
  | "copy-or-backup"
  | "backup"
  | "keep-evidence"
  | "rebuild-mirror"
  | "mend-ledger-first";

/** One thing an audit found. */
export interface Finding {
  /** `error`: something stored is not what was written; `note`: what could not be checked, and why. */
  readonly severity: "error" | "note";
  /** `file:offset`, or `entry i`. */
  readonly where: string;
  readonly message: string;
  readonly remedy?: Remedy;
}

/** Reports damage in a file, from the byte offset on. */
export function damaged(file: string, offset: number, message: string): Finding {
  return { severity: "error", where: `${file}:${offset}`, message };
}

/** Reports an entry that should not be in the log. */
export function wrongEntry(leafIndex: number, message: string): Finding {
  return { severity: "error", where: `entry ${leafIndex}`, message };
}

/** Reports what was not checked. */
export function unchecked(where: string, message: string): Finding {
  return { severity: "note", where, message };
}

/** Turns an error met while reading into a finding: damage keeps its place, anything else gets `where`. */
export function findingOf(error: unknown, where: string): Finding {
  if (isDamage(error)) return damaged(error.file, error.offset, error.found);
  return { severity: "error", where, message: error instanceof Error ? error.message : String(error) };
}
