import { expect, test } from "vitest";
import { utf8 } from "@/lib/bytes";
import { crc32c } from "./crc32c";

test("the CRC of the published vectors is the published one (RFC 3720 §B.4)", () => {
  expect(crc32c(utf8("123456789"))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => 31 - i))).toBe(0x113fdb5c);
});

test("the CRC over parts equals the CRC over the whole, at every cut", () => {
  const whole = Uint8Array.from({ length: 100 }, (_, i) => (i * 37) % 251);
  for (let cut = 0; cut <= whole.length; cut++) {
    expect(crc32c(whole.subarray(cut), crc32c(whole.subarray(0, cut)))).toBe(crc32c(whole));
  }
});

test("every flipped bit changes the CRC", () => {
  const bytes = Uint8Array.from({ length: 64 }, (_, i) => i * 3);
  const right = crc32c(bytes);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = bytes.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(crc32c(flipped)).not.toBe(right);
  }
});
