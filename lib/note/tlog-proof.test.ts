import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toBase64 } from "../bytes";
import { formatTlogProof, parseTlogProof } from "./tlog-proof";

const hash = toBase64(new Uint8Array(32).fill(7));
const checkpoint = `example.com/log\n109482\n${hash}\n\n— example.com/log ${toBase64(new Uint8Array(68))}\n`;
const proof = `c2sp.org/tlog-proof@v1\nindex 73894\n${hash}\n${hash}\n\n${checkpoint}`;
const malformed = expect.objectContaining({ code: "malformed" });

describe("tlog proofs", () => {
  it("read index, path and checkpoint, and write them back", () => {
    const parsed = parseTlogProof(proof);
    expect(parsed).toMatchObject({ index: 73894, checkpoint });
    expect(parsed.path).toHaveLength(2);
    expect(parsed).not.toHaveProperty("extra");
    expect(formatTlogProof(parsed)).toBe(proof);
  });

  it("may have no path, and an extra line before the index", () => {
    const short = `c2sp.org/tlog-proof@v1\nextra AQI=\nindex 0\n\n${checkpoint}`;
    expect(parseTlogProof(short)).toEqual({ index: 0, path: [], checkpoint, extra: Uint8Array.of(1, 2) });
    expect(formatTlogProof(parseTlogProof(short))).toBe(short);
  });

  it.each([
    ["another version", proof.replace("@v1", "@v2")],
    ["no index", proof.replace("index 73894\n", "")],
    ["a leading zero", proof.replace("73894", "073894")],
    ["a negative index", proof.replace("73894", "-1")],
    ["the extra after the index", proof.replace("index 73894\n", "index 73894\nextra AQI=\n")],
    ["a hash of 31 bytes", proof.replace(hash, toBase64(new Uint8Array(31)))],
    ["base64 that is not canonical", proof.replace(/.=\n/, "d=\n")],
    ["64 hashes", proof.replace(`${hash}\n`, `${hash}\n`.repeat(63))],
    ["no blank line", proof.slice(0, proof.indexOf("\n\n"))],
    ["no checkpoint", proof.slice(0, proof.indexOf("\n\n") + 2)],
    ["carriage returns", proof.replaceAll("\n", "\r\n")],
    ["a byte-order mark", `\ufeff${proof}`],
  ])("refuse %s", (_, text) => expect(() => parseTlogProof(text)).toThrow(malformed));

  it("read back whatever they wrote", () => {
    const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const path = fc.array(bytes32, { maxLength: 63 });
    fc.assert(
      fc.property(fc.record({ index: fc.maxSafeNat(), path, extra: fc.uint8Array() }), (value) => {
        const written = { ...value, checkpoint };
        expect(parseTlogProof(formatTlogProof(written))).toEqual(written);
      }),
    );
  });
});
