import { ed25519 } from "@noble/curves/ed25519.js";
import { describe, expect, it } from "vitest";
import { concatBytes, fromHex, toBase64, utf8 } from "../bytes";
import { nobleSuite } from "../crypto/noble-suite";
import { cosignatureMessage, decodeCosignature, encodeCosignature } from "./cosignature";
import type { Note, NoteSignature } from "./note";
import { formatNote, formatSignatureLines, parseNote, parseSignatureLines, verifyNote } from "./note";
import { makeVkey, parseVkey } from "./vkey";

const specVkey = parseVkey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
const specNote =
  "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
const line = specNote.slice(specNote.indexOf("—"));
const malformed = expect.objectContaining({ code: "malformed" });

const text = "example.com/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
const witnessSecret = new Uint8Array(32).fill(5);
const witness = makeVkey("witness.example", 4, ed25519.getPublicKey(witnessSecret));

function cosign(time: number, signedText = text): NoteSignature {
  const signature = ed25519.sign(cosignatureMessage(time, signedText), witnessSecret);
  return { name: witness.name, keyId: witness.keyId, signature: encodeCosignature({ time, signature }) };
}

describe("signed notes", () => {
  it("read, verify and write the specification's example", async () => {
    const note = parseNote(specNote);
    expect(note.text).toBe("This is an example message.\n");
    expect(note.signatures).toMatchObject([{ name: "example.com/foo", keyId: "530d903a" }]);
    expect(formatNote(note)).toBe(specNote);
    expect(await verifyNote(nobleSuite, note, [specVkey])).toEqual([{ vkey: specVkey }]);
  });

  it("end their text at the last blank line", () => {
    const note = parseNote(`a\n\nb\n\n${line}`);
    expect(note.text).toBe("a\n\nb\n");
    expect(parseNote(`\n\n${line}`).text).toBe("\n");
  });

  it.each([
    ["no signature", "text\n\n"],
    ["no blank line", `text\n${line}`],
    ["no last newline", specNote.slice(0, -1)],
    ["another dash", specNote.replace("—", "-")],
    ["two spaces", specNote.replace("— ", "—  ")],
    ["a word more", specNote.replace("=\n", "= x\n")],
    ["a carriage return", specNote.replace("\n\n", "\r\n\r\n")],
    ["a tab in the text", `a\t${specNote}`],
    ["a zero byte", `a\0${specNote}`],
    ["a lone surrogate", `\ud800${specNote}`],
    ["base64 without padding", specNote.replace("=\n", "\n")],
    ["base64 that is not canonical", specNote.replace("QM=\n", "QN=\n")],
    ["a signature of no bytes", `text\n\n— a ${toBase64(new Uint8Array(4))}\n`],
    ["a plus in a name", `text\n\n— a+b ${toBase64(new Uint8Array(9))}\n`],
    ["a text line among the signatures", `${specNote}x\n`],
    ["101 signatures", `text\n\n${line.repeat(101)}`],
    ["over a million characters", `${"a".repeat(1_000_000)}${specNote}`],
  ])("refuse %s", (_, note) => expect(() => parseNote(note)).toThrow(malformed));

  it("are not written in a form that would not be read", () => {
    const note = parseNote(specNote);
    for (const bad of [
      { ...note, text: "no newline" },
      { ...note, text: "a\tb\n" },
      { ...note, signatures: [] },
      { ...note, signatures: [{ name: "a b", keyId: "00000000", signature: Uint8Array.of(1) }] },
    ]) {
      expect(() => formatNote(bad)).toThrow(malformed);
    }
  });

  it("carry 16 signatures and more", async () => {
    const others = Array.from({ length: 40 }, (_, i) => ({
      name: `w${i}`,
      keyId: "01020304",
      signature: Uint8Array.of(i),
    }));
    const note: Note = { ...parseNote(specNote), signatures: [...others, ...parseNote(specNote).signatures] };
    expect(parseNote(formatNote(note))).toEqual(note);
    expect(await verifyNote(nobleSuite, note, [specVkey])).toHaveLength(1);
    expect(parseSignatureLines(formatSignatureLines(others))).toEqual(others);
    expect(parseSignatureLines("")).toEqual([]);
  });
});

describe("verifyNote", () => {
  it("refuses a note whose text has changed, naming the step", async () => {
    const note = { ...parseNote(specNote), text: "This is an exemple message.\n" };
    await expect(verifyNote(nobleSuite, note, [specVkey], "log signature")).rejects.toMatchObject({
      code: "verification",
      step: "log signature",
    });
  });

  it("refuses a note that no known key signed, also when only name or only ID is known", async () => {
    const note = parseNote(specNote);
    const otherId = { ...specVkey, keyId: "00000000" };
    const otherName = { ...specVkey, name: "example.com/bar" };
    for (const known of [[], [otherId], [otherName]]) {
      await expect(verifyNote(nobleSuite, note, known)).rejects.toMatchObject({ code: "verification" });
    }
  });

  it("refuses a note with one good and one bad signature of known keys", async () => {
    const good = parseNote(specNote);
    const [signature] = good.signatures;
    const bad = { ...signature, signature: new Uint8Array(64) } as NoteSignature;
    const note = { ...good, signatures: [...good.signatures, bad] };
    await expect(verifyNote(nobleSuite, note, [specVkey])).rejects.toMatchObject({ code: "verification" });
  });

  it("returns a cosignature with its time, and ignores a type it cannot verify", async () => {
    const ecdsa = makeVkey("witness.example", 2, new Uint8Array(91));
    const unverifiable = { name: ecdsa.name, keyId: ecdsa.keyId, signature: new Uint8Array(70) };
    const note = { text, signatures: [unverifiable, cosign(1679315147)] };
    expect(await verifyNote(nobleSuite, note, [ecdsa, witness])).toEqual([
      { vkey: witness, time: 1679315147 },
    ]);
    await expect(verifyNote(nobleSuite, note, [ecdsa])).rejects.toMatchObject({ code: "verification" });
  });
});

describe("cosignatures", () => {
  it("sign the message of C2SP tlog-cosignature", () => {
    const message = cosignatureMessage(1679315147, text);
    expect(message).toEqual(utf8(`cosignature/v1\ntime 1679315147\n${text}`));
  });

  it("do not hold for another time, another text, or as a plain signature", async () => {
    const moved = cosign(1000);
    moved.signature = concatBytes(fromHex("00000000000003e9"), moved.signature.subarray(8));
    const plain = {
      ...cosign(1000),
      signature: concatBytes(new Uint8Array(8), ed25519.sign(utf8(text), witnessSecret)),
    };
    const short = { ...cosign(1000), signature: cosign(1000).signature.subarray(0, 71) };
    for (const bad of [moved, plain, short, cosign(1000, `${text}x\n`)]) {
      await expect(verifyNote(nobleSuite, { text, signatures: [bad] }, [witness])).rejects.toMatchObject({
        code: "verification",
        step: "witness quorum",
      });
    }
  });

  it("read back as written, with times below 2^53 only", () => {
    const cosignature = { time: 2 ** 40 + 1, signature: new Uint8Array(64).fill(3) };
    expect(decodeCosignature(encodeCosignature(cosignature))).toEqual(cosignature);
    expect(() => decodeCosignature(new Uint8Array(72).fill(255))).toThrow(malformed);
    expect(() => decodeCosignature(new Uint8Array(71))).toThrow(malformed);
  });
});
