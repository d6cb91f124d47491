import { describe, expect, it } from "vitest";
import { concatBytes, toBase64 } from "../bytes";
import { formatVkey, isKeyName, keyId, makeVkey, parseVkey } from "./vkey";

/** The example of C2SP signed-note. */
const specVkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const malformed = expect.objectContaining({ code: "malformed" });

describe("verifier keys", () => {
  it("read and write the specification's example", () => {
    const vkey = parseVkey(specVkey);
    expect(vkey).toMatchObject({ name: "example.com/foo", keyId: "530d903a", type: 1 });
    expect(vkey.publicKey).toHaveLength(32);
    expect(keyId(vkey.name, 1, vkey.publicKey)).toBe("530d903a");
    expect(formatVkey(vkey)).toBe(specVkey);
  });

  it.each([
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
    "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
  ])("read and write Go's %s", (text) => {
    expect(formatVkey(parseVkey(text))).toBe(text);
  });

  it.each([
    ["another key ID", specVkey.replace("530d903a", "530d903b")],
    ["an upper-case key ID", specVkey.replace("530d903a", "530D903A")],
    ["a short key ID", specVkey.replace("530d903a", "530d903")],
    ["another name", specVkey.replace("foo", "fop")],
    ["a name with a space", specVkey.replace("foo", "f o")],
    ["no name", specVkey.slice("example.com/foo".length)],
    ["no key", "example.com/foo+530d903a+"],
    ["base64 that is not canonical", specVkey.replace(/k$/, "l")],
    ["a newline at the end", `${specVkey}\n`],
    ["base64url", specVkey.replace("+Aek", "-Aek")],
  ])("refuse %s", (_, text) => expect(() => parseVkey(text)).toThrow(malformed));

  it("keep types that are unknown here, and the lengths of those that are known", () => {
    const unknown = makeVkey("a", 0xff, new Uint8Array(7));
    expect(parseVkey(formatVkey(unknown))).toEqual(unknown);
    const mlDsa = makeVkey("a", 6, new Uint8Array(1312));
    expect(parseVkey(formatVkey(mlDsa))).toEqual(mlDsa);
    for (const [type, length] of [
      [1, 31],
      [4, 33],
      [6, 1311],
      [9, 0],
    ] as const) {
      expect(() => makeVkey("a", type, new Uint8Array(length))).toThrow(malformed);
    }
  });

  it("tell types of one key apart by their IDs", () => {
    const key = parseVkey(specVkey).publicKey;
    expect(keyId("example.com/foo", 4, key)).not.toBe("530d903a");
    const relabelled = `example.com/foo+530d903a+${toBase64(concatBytes(Uint8Array.of(4), key))}`;
    expect(() => parseVkey(relabelled)).toThrow(malformed);
  });

  it("take no name with plus, Unicode space or control character", () => {
    for (const name of [
      "",
      "a b",
      "a+b",
      "a\u00a0b",
      "a\u2003b",
      "a\u3000b",
      "a\u0085b",
      "a\tb",
      "a\ud800",
    ]) {
      expect(isKeyName(name)).toBe(false);
    }
    for (const name of ["a", "example.com/log-1", "溯源", "a—b"]) expect(isKeyName(name)).toBe(true);
  });
});
