/**
 * What this browser remembers of the log: the key it saw first, and the largest tree. A site that serves another log later, a shorter one
 * or one with another past, is found out by everybody who was here before: see known-log.ts.
 */

/** The memory of one log. */
export interface Pin {
  origin: string;
  vkey: string;
  /** When it was first seen, ms since the epoch. */
  sinceMs: number;
  /** The largest tree seen, and its root in hex. */
  size: number;
  root: string;
  /** Its checkpoint, as the log signed it; absent in memories of an earlier version of this page. */
  note?: string;
}

const storageKey = "suyuan.log";

/** Reads the memory; null at the first visit, undefined when the browser keeps none. */
export function readPin(): Pin | null | undefined {
  try {
    const text = localStorage.getItem(storageKey);
    return text === null ? null : (JSON.parse(text) as Pin);
  } catch {
    return undefined; // storage is off, or not ours
  }
}

/** Keeps the memory; silently without it where the browser keeps none. */
export function keepPin(pin: Pin): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(pin));
  } catch {
    // The page has said that nothing is remembered.
  }
}
