/** The chance of one run: the same seed mutates the same way. */
import type { Below } from "./mutate";

/** Makes it from a seed: Marsaglia's xorshift (2003), 32 bits. */
export function seededRandom(seed: number): Below {
  let state = Math.imul(seed + 1, 0x9e3779b1) || 1;
  return (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return n > 0 ? (state >>> 0) % n : 0;
  };
}
