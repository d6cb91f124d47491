/**
 * The rows of captures that were just made, on their way from the capture to the applier, in memory. Nothing depends on
 * them: what is not here (after a restart, or when the mirror is far behind) the applier derives from the ledger.
 */
import type { TreeLines } from "./tree-lines";

/** Text kept at most, in UTF-16 units: some twenty thousand events. */
const unitsMax = 48 * 1024 * 1024;

export class PreparedTrees {
  readonly #byEntry = new Map<number, { lines: TreeLines[]; units: number }>();
  #units = 0;

  /** Tells whether it is worth deriving rows: whether they would be kept. */
  hasRoom(): boolean {
    return this.#units < unitsMax;
  }

  /** Keeps the lines of all trees of an entry, in order. */
  keep(leafIndex: number, lines: TreeLines[]): void {
    const units = lines.reduce((sum, { text }) => sum + unitsOf(text), 0);
    this.#byEntry.set(leafIndex, { lines, units });
    this.#units += units;
  }

  /** Hands over the lines of an entry, and forgets them; undefined when they are not here. */
  take(leafIndex: number): TreeLines[] | undefined {
    const kept = this.#byEntry.get(leafIndex);
    if (kept === undefined) return undefined;
    this.#byEntry.delete(leafIndex);
    this.#units -= kept.units;
    return kept.lines;
  }

  /** Forgets entries that the mirror has applied without them. */
  forgetBelow(size: number): void {
    for (const leafIndex of this.#byEntry.keys()) {
      if (leafIndex < size) this.take(leafIndex);
    }
  }
}

function unitsOf(text: TreeLines["text"]): number {
  return Object.values(text).reduce((sum, lines) => sum + lines.length, 0);
}
