/** What to do about a finding: which good copy there is, if any. */
import { tileWidth } from "@/lib/tile/path";
import type { Finding, Remedy } from "./finding";

/** What the advice depends on. */
export interface RemedyContext {
  /** The first entry that the write-ahead log still holds; the log's size when it holds none. */
  readonly walFrom: number;
}

/** The advice, for people. */
export const remedies: Readonly<Record<Remedy, string>> = {
  recompute:
    "nothing is lost, its bytes follow from the files beneath it: copy the file from a replica of the log, or from a backup",
  "from-wal":
    "the write-ahead log still holds these entries: npm run audit -- --repair writes the file again",
  "copy-or-backup":
    "the write-ahead log holds these entries no more: copy the file from a replica of the log, or from a backup; its tile tells whether it is right",
  backup: "only a backup has these bytes: stop the server and restore the folder",
  "keep-evidence":
    "the log holds what it should not have admitted, and cannot be mended: keep the folder, and tell the members",
  "rebuild-mirror": "npm run mirror:rebuild derives the rows again from the ledger",
  "mend-ledger-first":
    "the ledger's own files are damaged, so nothing can be said of the mirror: mend them, then audit again",
};

/** Adds the advice to a finding that has a place in a file. */
export function withRemedy(finding: Finding, context: RemedyContext): Finding {
  if (finding.severity !== "error" || finding.remedy !== undefined) return finding;
  const remedy = remedyOf(finding.where, context);
  return remedy === null ? finding : { ...finding, remedy };
}

function remedyOf(where: string, { walFrom }: RemedyContext): Remedy | null {
  if (where.startsWith("entry ")) return "keep-evidence";
  const path = where.replaceAll("\\", "/");
  const bundle = /\/tile\/entries\/([x0-9/]+):/.exec(path);
  if (bundle !== null) {
    const first = Number(bundle[1]?.replace(/[x/]/g, "")) * tileWidth;
    return first >= walFrom ? "from-wal" : "copy-or-backup";
  }
  if (/\/tile\/\d+\/[x0-9/]+:/.test(path)) return "recompute";
  return /\/(payload|secrets|wal)\/|\/head\.[ab]/.test(path) ? "backup" : null;
}
