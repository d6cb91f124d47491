/** The only chance there is in a simulation: one seed, one run. */

export interface Random {
  /** A number from 0 up to, not including, `n`. */
  below(n: number): number;
  /** True once in `n` times. */
  oneIn(n: number): boolean;
  pick<T>(list: readonly T[]): T | undefined;
}

/** Makes the chance of a seed: Marsaglia's xorshift (2003), 32 bits, with the seed stirred first. */
export function randomOf(seed: number): Random {
  let state = Math.imul(seed + 0x9e3779b9, 0x85ebca6b) || 1;
  const below = (n: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
  for (let i = 0; i < 8; i++) below(1);
  return { below, oneIn: (n) => below(n) === 0, pick: (list) => list[below(Math.max(1, list.length))] };
}
