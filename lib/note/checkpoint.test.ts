import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatCheckpoint, parseCheckpoint } from "./checkpoint";

/** The example of C2SP tlog-checkpoint. */
const root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
const example = `example.com/behind-the-sofa\n20852163\n${root}\n`;
const malformed = expect.objectContaining({ code: "malformed" });

describe("checkpoints", () => {
  it("read and write the specification's example", () => {
    const checkpoint = parseCheckpoint(example);
    expect(checkpoint).toMatchObject({ origin: "example.com/behind-the-sofa", size: 20852163 });
    expect(checkpoint.rootHash).toHaveLength(32);
    expect(formatCheckpoint(checkpoint)).toBe(example);
  });

  it("keep extension lines as they are", () => {
    const extended = `${example}one more\nand another\n`;
    expect(parseCheckpoint(extended).extensions).toEqual(["one more", "and another"]);
    expect(formatCheckpoint(parseCheckpoint(extended))).toBe(extended);
  });

  it.each([
    ["no last newline", example.slice(0, -1)],
    ["an empty origin", example.replace("example.com/behind-the-sofa", "")],
    ["a leading zero", example.replace("2085", "02085")],
    ["zero twice", example.replace("20852163", "00")],
    ["a sign", example.replace("2085", "+2085")],
    ["hexadecimal", example.replace("20852163", "0x10")],
    ["a size of 2^53", example.replace("20852163", "9007199254740992")],
    ["no size", `example.com/log\n\n${root}\n`],
    ["no root", "example.com/log\n1\n"],
    ["a root of 31 bytes", example.replace(root, "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==")],
    ["base64 that is not canonical", example.replace("q2I=", "q2J=")],
    ["base64 without padding", example.replace("q2I=", "q2I")],
    ["a space after the root", example.replace("q2I=", "q2I= ")],
    ["an empty extension line", `${example}\nx\n`],
    ["a signed note", `${example}\n— example.com/behind-the-sofa AAAAAAA=\n`],
  ])("refuse %s", (_, text) => expect(() => parseCheckpoint(text)).toThrow(malformed));

  it("are not written in a form that would not be read", () => {
    const checkpoint = parseCheckpoint(example);
    for (const bad of [
      { ...checkpoint, origin: "" },
      { ...checkpoint, origin: "a\nb" },
      { ...checkpoint, size: -1 },
      { ...checkpoint, size: 1.5 },
      { ...checkpoint, size: 2 ** 53 },
      { ...checkpoint, rootHash: new Uint8Array(31) },
      { ...checkpoint, extensions: [""] },
    ]) {
      expect(() => formatCheckpoint(bad)).toThrow(malformed);
    }
  });

  it("read back whatever they wrote", () => {
    const rootHash = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const origin = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.includes("\n"));
    fc.assert(
      fc.property(fc.record({ origin, size: fc.maxSafeNat(), rootHash }), (checkpoint) => {
        expect(parseCheckpoint(formatCheckpoint(checkpoint))).toEqual(checkpoint);
      }),
    );
  });
});
