/**
 * Every single-bit change of something, for tests that none is accepted.
 */
import { utf8 } from "@/lib/bytes";

/** Lists the copies of some bytes in which one bit is changed; every `step`-th bit. */
export function* flippedBytes(bytes: Uint8Array, step = 1): Generator<{ bit: number; bytes: Uint8Array }> {
  for (let bit = 0; bit < bytes.length * 8; bit += step) {
    const flipped = bytes.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    yield { bit, bytes: flipped };
  }
}

/** Lists the texts that a text's UTF-8 becomes when one bit is changed; bytes that are no longer UTF-8 are replaced. */
export function* flippedTexts(text: string, step = 1): Generator<{ bit: number; text: string }> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for (const { bit, bytes } of flippedBytes(utf8(text), step)) yield { bit, text: decoder.decode(bytes) };
}
