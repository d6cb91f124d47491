import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toBase64 } from "../bytes";
import { formatAddCheckpoint, parseAddCheckpoint, parseTreeSize } from "./add-checkpoint";

const malformed = expect.objectContaining({ code: "malformed" });
const hash = toBase64(new Uint8Array(32).fill(7));
const note = "log.example\n0\nAAAA\n\n— x AAAAAAA=\n";

describe("requests to a witness", () => {
  it("read back as written, whatever the size, the proof and the note", () => {
    const hashes = fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 63 });
    fc.assert(
      fc.property(fc.maxSafeNat(), hashes, fc.string(), (oldSize, proof, text) => {
        expect(parseAddCheckpoint(formatAddCheckpoint({ oldSize, proof, note: text }))).toEqual({
          oldSize,
          proof,
          note: text,
        });
      }),
    );
  });

  it.each([
    ["no blank line", `old 1\n${hash}\n`],
    ["no old line", `${hash}\n\n${note}`],
    ["a leading zero", `old 01\n\n${note}`],
    ["a sign", `old +1\n\n${note}`],
    ["two spaces", `old  1\n\n${note}`],
    ["a carriage return", `old 1\r\n\n${note}`],
    ["a size of 2^53", `old 9007199254740992\n\n${note}`],
    ["a hash of 31 bytes", `old 1\n${toBase64(new Uint8Array(31))}\n\n${note}`],
    ["base64 that is not canonical", `old 1\n${hash.replace("c=", "d=")}\n\n${note}`],
    ["64 hashes", `old 1\n${`${hash}\n`.repeat(64)}\n${note}`],
    ["nothing", ""],
  ])("are refused with %s", (_, body) => expect(() => parseAddCheckpoint(body)).toThrow(malformed));

  it("take 63 hashes", () => {
    expect(parseAddCheckpoint(`old 1\n${`${hash}\n`.repeat(63)}\n${note}`).proof).toHaveLength(63);
  });
});

describe("a witness's answer with its size", () => {
  it("is a decimal number and a newline", () => expect(parseTreeSize("50\n")).toBe(50));

  it.each(["", "50", "050\n", "50\n\n", " 50\n", "-1\n", "1e3\n"])("is not %j", (body) => {
    expect(() => parseTreeSize(body)).toThrow(malformed);
  });
});
