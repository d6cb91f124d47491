/**
 * The rows of captures that are just being made, on their way from the capture to the applier, in memory. Nothing depends
 * on them: what is not here (after a restart, or when the mirror is far behind) the applier derives from the ledger.
 */
import type { TreeLines } from "./tree-lines";

/** Text kept at most, in UTF-16 units: some twenty thousand events. */
const unitsMax = 48 * 1024 * 1024;

export class PreparedTrees {
  /** By the root of the entry's first tree, which no other entry has: its secret was drawn for it. */
  readonly #byRoot = new Map<string, { lines: TreeLines[]; units: number }>();
  #units = 0;

  /** Tells whether it is worth deriving rows: whether they would be kept. */
  hasRoom(): boolean {
    return this.#units < unitsMax;
  }

  /** Keeps the lines of all trees of an entry that is about to be appended, in order. */
  keep(firstRoot: Uint8Array, lines: TreeLines[]): void {
    const units = lines.reduce((sum, { text }) => sum + unitsOf(text), 0);
    this.#byRoot.set(keyOf(firstRoot), { lines, units });
    this.#units += units;
  }

  /** Hands over the lines of an entry, or of one that was not admitted, and forgets them; undefined when they are not here. */
  take(firstRoot: Uint8Array): TreeLines[] | undefined {
    const key = keyOf(firstRoot);
    const kept = this.#byRoot.get(key);
    if (kept === undefined) return undefined;
    this.#byRoot.delete(key);
    this.#units -= kept.units;
    return kept.lines;
  }
}

function keyOf(root: Uint8Array): string {
  return Buffer.from(root.buffer, root.byteOffset, root.byteLength).toString("latin1");
}

function unitsOf(text: TreeLines["text"]): number {
  return Object.values(text).reduce((sum, lines) => sum + lines.length, 0);
}
