import { describe, expect, it } from "vitest";
import { concatBytes, equalBytes, fromHex, toHex, utf8 } from "@/lib/bytes";
import { type CborMap, CborTag, type CborValue, decodeCbor, encodeCbor } from "@/lib/cbor";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { flippedBytes } from "@/lib/proof/testing/flips";
import { ed25519Signer, p256Signer, type TestSigner } from "@/lib/proof/testing/signers";
import { jsonPayload } from "./json-payload";
import {
  decodeStatement,
  encodeStatement,
  type StatementHeader,
  statementBytesMax,
  statementToSign,
  statementTypes,
  verifyStatement,
} from "./statement";

const farm = ed25519Signer(2);
const payload = fromHex("e20d6186811f9ee224344be20027551fff799331b7fea50e6fb47a7ab5272e49");

function headerOf(signer: TestSigner, changes: Partial<StatementHeader> = {}): StatementHeader {
  return {
    alg: signer.key.alg,
    kid: signer.kid,
    iss: "https://id.gs1.org/417/9520000000024",
    sub: "log.example/suyuan",
    iat: 1_760_000_180,
    typ: statementTypes.capture,
    seq: 0,
    ...changes,
  };
}

function sign(signer: TestSigner, changes: Partial<StatementHeader> = {}, content = payload): Uint8Array {
  const { protectedBytes, message } = statementToSign(headerOf(signer, changes), content);
  return encodeStatement(protectedBytes, content, signer.sign(message));
}

const refusal = expect.objectContaining({
  code: expect.stringMatching(/^(malformed|unsupported|too_large)$/),
});

describe("statements", () => {
  it("have known bytes: the format of version 1", () => {
    expect(toHex(sign(farm))).toBe(
      "d2845895a50132045820a1dc97494075931b24cfb0cc04cc25222cbf80033bcb3ff93619b2b0e21c29040fa30178246874" +
        "7470733a2f2f69642e6773312e6f72672f3431372f3935323030303030303030323402726c6f672e6578616d706c652f73" +
        "757975616e061a68e778b41078236170706c69636174696f6e2f766e642e73757975616e2e636170747572652b636f7365" +
        "3a0001000000a05820e20d6186811f9ee224344be20027551fff799331b7fea50e6fb47a7ab5272e495840408b9c0406ba" +
        "bdfc44a080ab8f298c240e2fe98c5979ab719bfd06547475e02a419dd191c3faff10bac605ef0b4e6f54c70a4204500379" +
        "4213ee7188c4ba7004",
    );
  });

  it.each([
    ["Ed25519", farm],
    ["ESP256", p256Signer(3)],
  ])("come back as they were signed and verify with their key: %s", async (_, signer) => {
    const bytes = sign(signer, { seq: 70_000 });
    const statement = decodeStatement(bytes);
    expect(statement.header).toEqual(headerOf(signer, { seq: 70_000 }));
    expect(statement.payload).toEqual(payload);
    expect(encodeStatement(statement.protectedBytes, statement.payload, statement.signature)).toEqual(bytes);
    await verifyStatement(nobleSuite, statement, signer.key);
  });

  it("do not verify with another key, even one of the same member", async () => {
    const statement = decodeStatement(sign(farm));
    for (const other of [ed25519Signer(9), p256Signer(9)]) {
      await expect(verifyStatement(nobleSuite, statement, other.key)).rejects.toMatchObject({
        code: "verification",
        step: "issuer signature",
      });
    }
  });

  // Every bit, of both algorithms, is tried in server/crypto/proof-flips.test.ts, where verifying is fast.
  it("are refused with any one of many bits changed, by the decoder or by the signature", async () => {
    for (const { bit, bytes } of flippedBytes(sign(farm), 11)) {
      const verdict = async () => verifyStatement(nobleSuite, decodeStatement(bytes), farm.key);
      await expect(verdict(), `bit ${bit}`).rejects.toMatchObject({
        code: expect.stringMatching(/^(malformed|unsupported|verification)$/),
      });
    }
  });

  it("are refused cut short or with anything after them", () => {
    const bytes = sign(farm);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeStatement(bytes.subarray(0, length))).toThrow(refusal);
    }
    expect(() => decodeStatement(concatBytes(bytes, Uint8Array.of(0)))).toThrow(refusal);
  });
});

/** Rebuilds a statement with another outer structure. */
function restructured(change: (members: CborValue[]) => CborValue): Uint8Array {
  const outer = decodeCbor(sign(farm));
  if (!(outer instanceof CborTag) || !Array.isArray(outer.value)) throw new Error("not a statement");
  return encodeCbor(change(outer.value));
}

/** Rebuilds a statement with another protected header. */
function reheaded(change: (header: CborMap, claims: CborMap) => void): Uint8Array {
  return restructured(([protectedBytes, ...rest]) => {
    const header = decodeCbor(protectedBytes as Uint8Array) as CborMap;
    change(header, header.get(15) as CborMap);
    return new CborTag(18, [encodeCbor(header), ...rest]);
  });
}

describe("decodeStatement", () => {
  it.each<[string, Uint8Array]>([
    ["without its tag", restructured((members) => members)],
    ["under another tag", restructured((members) => new CborTag(98, members))],
    [
      "with a detached payload",
      restructured(([p, u, , s]) => new CborTag(18, [p ?? 0, u ?? 0, null, s ?? 0])),
    ],
    [
      "with an unprotected header",
      restructured(([p, , c, s]) => new CborTag(18, [p ?? 0, new Map([[4, 1]]), c ?? 0, s ?? 0])),
    ],
    ["with a fifth member", restructured((members) => new CborTag(18, [...members, 0]))],
    ["with three members", restructured((members) => new CborTag(18, members.slice(0, 3)))],
    [
      "with a short signature",
      restructured(([p, u, c]) => new CborTag(18, [p ?? 0, u ?? 0, c ?? 0, new Uint8Array(63)])),
    ],
    [
      "with a payload of 31 bytes",
      restructured(([p, u, , s]) => new CborTag(18, [p ?? 0, u ?? 0, new Uint8Array(31), s ?? 0])),
    ],
    [
      "with a protected header that is a map",
      restructured(([, u, c, s]) => new CborTag(18, [new Map(), u ?? 0, c ?? 0, s ?? 0])),
    ],
    ["without alg", reheaded((header) => header.delete(1))],
    ["without kid", reheaded((header) => header.delete(4))],
    ["without claims", reheaded((header) => header.delete(15))],
    ["without typ", reheaded((header) => header.delete(16))],
    ["without seq", reheaded((header) => header.delete(-65_537))],
    ["with another header label", reheaded((header) => header.set(3, "text/plain"))],
    ["with critical labels", reheaded((header) => header.set(2, [4]))],
    ["with another algorithm", reheaded((header) => header.set(1, -8))],
    ["with the general ES256 for algorithm", reheaded((header) => header.set(1, -7))],
    ["with a short kid", reheaded((header) => header.set(4, new Uint8Array(31)))],
    ["with another type", reheaded((header) => header.set(16, "application/vnd.suyuan.note+cose"))],
    ["with a type that is a number", reheaded((header) => header.set(16, 18))],
    ["with a negative seq", reheaded((header) => header.set(-65_537, -1))],
    ["with a seq beyond 2^53", reheaded((header) => header.set(-65_537, 2n ** 60n))],
    ["with a further claim", reheaded((_, claims) => claims.set(4, 1))],
    ["without iss", reheaded((_, claims) => claims.delete(1))],
    ["with an empty iss", reheaded((_, claims) => claims.set(1, ""))],
    ["with a long iss", reheaded((_, claims) => claims.set(1, "x".repeat(1025)))],
    ["with a sub that is bytes", reheaded((_, claims) => claims.set(2, utf8("log.example")))],
    ["with an iat that is text", reheaded((_, claims) => claims.set(6, "1760000180"))],
  ])("refuses a statement %s", (_, bytes) => {
    expect(() => decodeStatement(bytes)).toThrow(refusal);
  });

  it("refuses the same statement with its header's labels in another order", () => {
    const bytes = sign(farm);
    // alg {1: −19} is 01 32, kid {4: …} 04 58 20 …: exchanged, the map is no longer deterministic.
    const start = bytes.findIndex((_, i) => equalBytes(bytes.subarray(i, i + 5), fromHex("0132045820")));
    const exchanged = bytes.slice();
    exchanged.set(bytes.subarray(start + 2, start + 37), start);
    exchanged.set(fromHex("0132"), start + 35);
    expect(() => decodeStatement(exchanged)).toThrow(refusal);
  });

  it("takes up to 65,535 bytes and no more, since that is what a log entry can hold", () => {
    const changes = { typ: statementTypes.membership };
    const overhead = sign(farm, changes, new Uint8Array(60_000)).length - 60_000;
    const largest = sign(farm, changes, new Uint8Array(statementBytesMax - overhead));
    expect(largest.length).toBe(65_535);
    expect(decodeStatement(largest).payload.length).toBe(statementBytesMax - overhead);
    expect(() => sign(farm, changes, new Uint8Array(statementBytesMax - overhead + 1))).toThrow(
      expect.objectContaining({ code: "too_large" }),
    );
    expect(() => decodeStatement(concatBytes(largest, Uint8Array.of(0)))).toThrow(
      expect.objectContaining({ code: "too_large" }),
    );
  });
});

describe("statementToSign", () => {
  it("refuses to prepare what the decoder would refuse", () => {
    expect(() => statementToSign(headerOf(farm, { seq: -1 }), payload)).toThrow(refusal);
    expect(() => statementToSign(headerOf(farm, { iss: "" }), payload)).toThrow(refusal);
    expect(() => statementToSign(headerOf(farm), new Uint8Array(33))).toThrow(refusal);
    expect(() =>
      statementToSign(headerOf(farm, { typ: statementTypes.membership }), new Uint8Array()),
    ).toThrow(refusal);
  });

  it("signs the Sig_structure of RFC 9052 §4.4, which no checkpoint text can equal", () => {
    const { protectedBytes, message } = statementToSign(headerOf(farm), payload);
    expect(decodeCbor(message)).toEqual(["Signature1", protectedBytes, new Uint8Array(), payload]);
    expect(message[0]).toBe(0x84);
  });
});

describe("jsonPayload", () => {
  it("reads the canonical bytes of an object and refuses every other spelling", () => {
    expect(jsonPayload({ payload: utf8('{"a":1,"b":[]}') })).toEqual({ a: 1, b: [] });
    for (const text of [
      '{"b":[],"a":1}',
      '{"a": 1}',
      '{"a":1.0}',
      "[1]",
      "1",
      '{"a":1}\n',
      '{"a":1,"a":1}',
      "",
    ]) {
      expect(() => jsonPayload({ payload: utf8(text) }), text).toThrow(
        expect.objectContaining({ code: "malformed" }),
      );
    }
    expect(() => jsonPayload({ payload: fromHex("22ff22") })).toThrow(
      expect.objectContaining({ code: "malformed" }),
    );
  });
});
