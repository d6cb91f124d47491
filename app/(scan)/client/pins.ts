/**
 * What this browser remembers of the log: the key it saw first, and the largest tree. A site that serves another log later, or a shorter
 * one, is found out by everybody who was here before.
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
}

/** What the memory says against what is shown now. */
export type PinTrouble = { kind: "key" } | { kind: "shorter"; before: number } | { kind: "forked" };

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

/** Compares the memory with the log that the verified proofs show. */
export function troubleWith(
  pin: Pin,
  now: { origin: string; vkey: string; size: number; root: string },
): PinTrouble | null {
  if (pin.vkey !== now.vkey || pin.origin !== now.origin) return { kind: "key" };
  if (now.size < pin.size) return { kind: "shorter", before: pin.size };
  if (now.size === pin.size && now.root !== pin.root) return { kind: "forked" };
  return null;
}

/** Keeps the memory; silently without it where the browser keeps none. */
export function keepPin(pin: Pin): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(pin));
  } catch {
    // The page has said that nothing is remembered.
  }
}
