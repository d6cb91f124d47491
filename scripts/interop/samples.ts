/** Which entries and which sizes are tried: all the places where something changes, and some in between. */

/** Sizes at which tiles become full, and their neighbours. */
const turns = [1, 2, 3, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 65_792];

const spread = 40;

/** Sizes from 1 to `size`, ascending. */
export function someSizes(size: number): number[] {
  const even = Array.from({ length: spread }, (_, i) => 1 + Math.floor(((size - 1) * i) / spread));
  const chosen = new Set([...turns.filter((turn) => turn < size), ...even, size - 1, size]);
  return [...chosen].filter((some) => some >= 1).sort((a, b) => a - b);
}

/** Indexes of entries in a log of `size`. */
export function someIndexes(size: number): number[] {
  return someSizes(size).map((some) => some - 1);
}
