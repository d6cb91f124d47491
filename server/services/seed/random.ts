/** Repeatable randomness for the demo world: the same seed tells the same story. */

/** Draws numbers in [0, 1). */
export type Random = () => number;

/** Makes a generator (a 32-bit mixing function; good enough for stories, for nothing else). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const serialAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Draws a serial number of 16 characters (80 bits): nobody can guess the next one. */
export function randomSerial(random: Random): string {
  return Array.from({ length: 16 }, () => serialAlphabet[Math.floor(random() * 32)] ?? "0").join("");
}
