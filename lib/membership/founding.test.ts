import { describe, expect, it } from "vitest";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { canonicalBytes } from "@/lib/jcs";
import type { JsonValue } from "@/lib/json";
import { formatVkey, makeVkey, signatureTypes } from "@/lib/note/vkey";
import { ed25519Signer } from "@/lib/proof/testing/signers";
import { keyText, parties, SmallLog } from "@/lib/proof/testing/small-log";
import { decodeStatement, statementTypes } from "@/lib/statement/statement";
import { Membership } from "./membership";
import type { MembershipRecord } from "./records";

const { farm, operator } = parties;
const refusal = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

describe("the founding", () => {
  const log = new SmallLog();
  const vkey = log.vkey;
  const record = {
    type: "log.founded",
    origin: log.origin,
    vkey,
    operator: { iss: operator.iss, key: keyText(operator.signer) },
    policy: { approvals: 1 },
  } satisfies MembershipRecord;
  const other = formatVkey(makeVkey(log.origin, signatureTypes.ed25519, ed25519Signer(5).key.bytes));
  const cosigner = formatVkey(makeVkey(log.origin, signatureTypes.cosignatureEd25519, log.signer.key.bytes));
  const misnamed = formatVkey(makeVkey("other.example", signatureTypes.ed25519, log.signer.key.bytes));

  function found(
    changed: JsonValue,
    party = log.log,
    changes: { sub?: string; seq?: number } = { seq: 0 },
  ): void {
    const membership = new Membership(nobleSuite.sha256);
    const statement = log.sign(party, statementTypes.membership, canonicalBytes(changed), changes);
    membership.check(decodeStatement(statement), 0);
    membership.apply(decodeStatement(statement), 0);
  }

  it("is what every log begins with", () => {
    found(record);
    expect(log.membership.origin).toBe(log.origin);
    expect(log.membership.vkey).toBe(vkey);
    expect(log.membership.approvals).toBe(1);
    const statement = decodeStatement(log.sign(farm, statementTypes.capture, new Uint8Array(32)));
    expect(() => new Membership(nobleSuite.sha256).check(statement, 0)).toThrow(
      refusal("forbidden", /^typ: /),
    );
  });

  it.each<[string, JsonValue, RegExp]>([
    ["another vkey than the key that signs", { ...record, vkey: other }, /^kid: /],
    ["a vkey that cosigns", { ...record, vkey: cosigner }, /^vkey: /],
    ["a vkey of another name", { ...record, vkey: misnamed }, /^vkey: /],
    ["no vkey at all", { ...record, vkey: "x" }, /^vkey: /],
    ["an origin with a scheme", { ...record, origin: "https://log.example" }, /^origin: /],
    ["an origin with a slash at its end", { ...record, origin: "log.example/" }, /^origin: /],
    [
      "the log as its operator",
      { ...record, operator: { ...record.operator, iss: log.log.iss } },
      /^operator\.iss: /,
    ],
    [
      "the log's key as the operator's",
      { ...record, operator: { ...record.operator, key: keyText(log.signer) } },
      /^operator\.key: /,
    ],
    ["more approvals than operators", { ...record, policy: { approvals: 2 } }, /^policy\.approvals: /],
    ["no approvals", { ...record, policy: { approvals: 0 } }, /^policy\.approvals: /],
    ["a further member", { ...record, note: "x" }, /^note: /],
    ["no operator", { ...record, operator: null }, /^operator: /],
  ])("is refused with %s", (_, changed, message) => {
    expect(() => found(changed)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(message) }),
    );
  });

  it("is refused when somebody else signs it, for another log, or with another seq", () => {
    expect(() => found(record, operator, { seq: 0 })).toThrow(refusal("forbidden", /^kid: /));
    expect(() => found(record, { iss: operator.iss, signer: log.signer }, { seq: 0 })).toThrow(
      refusal("forbidden", /^iss: /),
    );
    expect(() => found(record, log.log, { seq: 0, sub: "other.example" })).toThrow(
      refusal("forbidden", /^sub: /),
    );
    expect(() => found(record, log.log, { seq: 1 })).toThrow(refusal("conflict", /^seq: /));
  });
});
