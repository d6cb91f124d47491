import { describe, expect, it } from "vitest";
import { toBase64Url } from "@/lib/bytes";
import { shipment } from "@/lib/proof/testing/events";
import { ed25519Signer } from "@/lib/proof/testing/signers";
import { keyText, parties, SmallLog } from "@/lib/proof/testing/small-log";
import type { MembershipRecord } from "./records";

const { farm, carrier, operator } = parties;
const refusal = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

function logWithFarm(): SmallLog {
  const log = new SmallLog();
  log.join(farm, "manufacturer");
  return log;
}

function logWithTwoOperators(approvals: number): SmallLog {
  const log = logWithFarm();
  log.join(carrier, "operator");
  if (approvals > 1) log.decide({ type: "policy.set", policy: { approvals } });
  return log;
}

describe("decisions", () => {
  const cases: [string, MembershipRecord, RegExp][] = [
    [
      "admit a member twice",
      { type: "member.admitted", iss: farm.iss, roles: ["carrier"] },
      /^iss: expected somebody who is no member/,
    ],
    [
      "admit the log",
      { type: "member.admitted", iss: "https://log.example/suyuan", roles: ["carrier"] },
      /^iss: /,
    ],
    ["suspend a stranger", { type: "member.suspended", iss: carrier.iss }, /^iss: expected a member/],
    [
      "bring back who is not away",
      { type: "member.reinstated", iss: farm.iss },
      /^iss: expected a suspended member/,
    ],
    [
      "grant a role twice",
      { type: "role.granted", iss: farm.iss, role: "manufacturer" },
      /^role: expected one the member has not/,
    ],
    [
      "withdraw a role nobody gave",
      { type: "role.withdrawn", iss: farm.iss, role: "carrier" },
      /^role: expected one the member has, /,
    ],
    [
      "add a key twice",
      { type: "key.added", iss: farm.iss, key: keyText(farm.signer) },
      /^key: expected one never added before/,
    ],
    [
      "add somebody else's key",
      { type: "key.added", iss: farm.iss, key: keyText(operator.signer) },
      /^key: /,
    ],
    [
      "add a key for a stranger",
      { type: "key.added", iss: carrier.iss, key: keyText(carrier.signer) },
      /^iss: expected a member/,
    ],
    [
      "revoke a key of another member",
      { type: "key.revoked", iss: farm.iss, kid: toBase64Url(operator.signer.kid) },
      /^kid: expected a key of /,
    ],
    [
      "suspend the only operator",
      { type: "member.suspended", iss: operator.iss },
      /^operators: expected at least the 1 /,
    ],
    [
      "take the role from the only operator",
      { type: "role.withdrawn", iss: operator.iss, role: "operator" },
      /^operators: /,
    ],
    [
      "revoke the only operator's only key",
      { type: "key.revoked", iss: operator.iss, kid: toBase64Url(operator.signer.kid) },
      /^operators: /,
    ],
    [
      "ask for more approvals than there are operators",
      { type: "policy.set", policy: { approvals: 2 } },
      /^operators: expected at least the 2 .*, got 1$/,
    ],
    ["approve what nobody proposed", { type: "approval", of: 2 }, /^of: expected a decision that waits/],
  ];

  it.each(cases)("cannot %s", (_, record, message) => {
    expect(() => logWithFarm().decide(record)).toThrow(refusal("conflict", message));
  });

  it("cannot revoke the log's key", () => {
    const log = logWithFarm();
    const record: MembershipRecord = {
      type: "key.revoked",
      iss: log.log.iss,
      kid: toBase64Url(log.signer.kid),
    };
    expect(() => log.decide(record)).toThrow(refusal("conflict", /^kid: /));
  });

  it("of two operators take effect with the second's approval, and not before", () => {
    const log = logWithTwoOperators(2);
    const proposed = log.decide({ type: "member.suspended", iss: farm.iss });
    expect([...log.membership.pending().keys()]).toEqual([proposed]);
    log.capture(farm, [shipment]);
    const approved = log.decide({ type: "approval", of: proposed }, carrier);
    expect(log.membership.members().get(farm.iss)?.suspendedAt).toBe(approved);
    expect(log.membership.pending().size).toBe(0);
    expect(() => log.capture(farm, [shipment])).toThrow(refusal("forbidden", /suspended at entry/));
  });

  it("are not approved twice by one operator, nor by who is none, nor after they took effect", () => {
    const log = logWithTwoOperators(2);
    const proposed = log.decide({ type: "member.suspended", iss: farm.iss });
    expect(() => log.decide({ type: "approval", of: proposed })).toThrow(
      refusal("conflict", /^of: expected a decision this member has not approved yet/),
    );
    expect(() => log.decide({ type: "approval", of: proposed }, farm)).toThrow(
      refusal("forbidden", /^iss: expected an operator/),
    );
    log.decide({ type: "approval", of: proposed }, carrier);
    expect(() => log.decide({ type: "approval", of: proposed }, carrier)).toThrow(
      refusal("conflict", /^of: /),
    );
  });

  it("keep as many operators as a decision needs", () => {
    const log = logWithTwoOperators(2);
    expect(() => log.decide({ type: "member.suspended", iss: carrier.iss })).toThrow(
      refusal("conflict", /^operators: expected at least the 2 .*, got 1$/),
    );
    const lowered = log.decide({ type: "policy.set", policy: { approvals: 1 } });
    log.decide({ type: "approval", of: lowered }, carrier);
    log.decide({ type: "member.suspended", iss: carrier.iss });
    expect(log.membership.approvals).toBe(1);
  });

  it("do not count the approval of an operator who is suspended meanwhile", () => {
    const log = logWithTwoOperators(1);
    const third = { iss: "https://third.example", signer: ed25519Signer(80) };
    log.join(third, "operator");
    log.decide({ type: "policy.set", policy: { approvals: 2 } });
    const proposed = log.decide({ type: "member.suspended", iss: farm.iss }, third);
    const against = log.decide({ type: "member.suspended", iss: third.iss });
    log.decide({ type: "approval", of: against }, carrier);
    log.decide({ type: "approval", of: proposed }, carrier);
    expect(log.membership.members().get(farm.iss)?.suspendedAt).toBeNull();
    log.decide({ type: "approval", of: proposed });
    expect(log.membership.members().get(farm.iss)?.suspendedAt).not.toBeNull();
  });
});
