import { describe, expect, it } from "vitest";
import { toBase64Url, toHex } from "@/lib/bytes";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { canonicalBytes } from "@/lib/jcs";
import type { JsonValue } from "@/lib/json";
import { rootOfLeaves } from "@/lib/merkle/tree";
import { shipment } from "@/lib/proof/testing/events";
import { ed25519Signer, p256Signer } from "@/lib/proof/testing/signers";
import { keyText, parties, SmallLog } from "@/lib/proof/testing/small-log";
import { decodeStatement, statementTypes, verifyStatement } from "@/lib/statement/statement";
import { keyLeafBytes } from "./key-leaf";
import { Membership } from "./membership";
import { roles } from "./roles";

const { farm, operator } = parties;
const root = new Uint8Array(32).fill(7);
const refusal = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

function logWithFarm(): SmallLog {
  const log = new SmallLog();
  log.join(farm, "manufacturer");
  return log;
}

describe("admission", () => {
  it("takes captures of a member with its next seq, and moves seq on", () => {
    const log = logWithFarm();
    expect(log.membership.nextSeq(farm.signer.kidHex)).toBe(0);
    log.capture(farm, [shipment]);
    log.capture(farm, [shipment]);
    expect(log.membership.nextSeq(farm.signer.kidHex)).toBe(2);
  });

  it("knows the key that must have signed each entry, the founding included", async () => {
    const log = logWithFarm();
    log.capture(farm, [shipment]);
    log.state();
    const membership = new Membership(nobleSuite.sha256);
    for (const [index, entry] of log.entries.entries()) {
      const statement = decodeStatement(entry);
      await verifyStatement(nobleSuite, statement, membership.signingKeyOf(statement));
      membership.check(statement, index);
      membership.apply(statement, index);
    }
  });

  it("says what was wrong with a seq, and which is next", () => {
    const log = logWithFarm();
    log.capture(farm, [shipment]);
    for (const seq of [0, 2]) {
      const statement = log.sign(farm, statementTypes.capture, root, { seq });
      expect(() => log.admit(statement)).toThrow(
        refusal("conflict", /^seq: expected 1, the next of this key, got [02]$/),
      );
    }
    const early = decodeStatement(log.sign(farm, statementTypes.capture, root, { seq: 9 }));
    expect(() => log.membership.check(early, log.entries.length)).toThrow(
      expect.objectContaining({ details: { next: 1 } }),
    );
  });

  it("refuses an unknown key", () => {
    const log = logWithFarm();
    const stranger = { iss: farm.iss, signer: ed25519Signer(50) };
    const statement = log.sign(stranger, statementTypes.capture, root);
    expect(() => log.admit(statement)).toThrow(
      refusal("forbidden", /^kid: expected a known key, got [0-9a-f]{64}$/),
    );
  });

  it("refuses a member that signs for another, the operator included", () => {
    const log = logWithFarm();
    const forged = { iss: farm.iss, signer: operator.signer };
    expect(() => log.admit(log.sign(forged, statementTypes.capture, root))).toThrow(
      refusal("forbidden", /^iss: expected the key's member, /),
    );
  });

  it("refuses a revoked key, from the next entry on", () => {
    const log = logWithFarm();
    log.decide({ type: "key.revoked", iss: farm.iss, kid: toBase64Url(farm.signer.kid) });
    expect(() => log.capture(farm, [shipment])).toThrow(
      refusal("forbidden", /^kid: expected an active key, got [0-9a-f]{64}, revoked before entry 4$/),
    );
  });

  it("refuses a suspended member, and its old keys even after it is back", () => {
    const log = logWithFarm();
    log.decide({ type: "member.suspended", iss: farm.iss });
    expect(() => log.capture(farm, [shipment])).toThrow(
      refusal("forbidden", /^iss: expected an active member, got .*, suspended at entry 3$/),
    );
    log.decide({ type: "member.reinstated", iss: farm.iss });
    expect(() => log.capture(farm, [shipment])).toThrow(refusal("forbidden", /^kid: expected an active key/));
    const signer = ed25519Signer(51);
    log.decide({ type: "key.added", iss: farm.iss, key: keyText(signer) });
    log.capture({ iss: farm.iss, signer }, [shipment]);
  });

  it("refuses a statement for another log", () => {
    const log = logWithFarm();
    const statement = log.sign(farm, statementTypes.capture, root, { sub: "other.example" });
    expect(() => log.admit(statement)).toThrow(
      refusal("forbidden", /^sub: expected this log, log\.example\/suyuan, got other\.example$/),
    );
  });

  it("refuses an iat that is no time in seconds", () => {
    const log = logWithFarm();
    for (const iat of [0, 1_577_836_799, 4_102_444_800, 1_760_000_000_000]) {
      const statement = decodeStatement(log.sign(farm, statementTypes.capture, root));
      const changed = { ...statement, header: { ...statement.header, iat } };
      expect(() => log.membership.check(changed, log.entries.length)).toThrow(refusal("malformed", /^iat: /));
    }
  });

  it("refuses decisions of anybody but an operator", () => {
    const log = logWithFarm();
    for (const party of [farm, log.log]) {
      expect(() => log.decide({ type: "member.suspended", iss: farm.iss }, party)).toThrow(
        refusal("forbidden", /^iss: expected an operator, got /),
      );
    }
  });

  it("lets each role append what it is for, and nothing else", () => {
    const allowed: Record<string, string[]> = {};
    for (const [i, role] of roles.entries()) {
      const log = new SmallLog();
      const party = { iss: `https://${role}.example`, signer: ed25519Signer(60 + i) };
      log.decide({ type: "member.admitted", iss: party.iss, roles: [role] });
      log.decide({ type: "key.added", iss: party.iss, key: keyText(party.signer) });
      const payloads = {
        capture: root,
        record: root,
        membership: canonicalBytes({
          type: "role.granted",
          iss: party.iss,
          role: role === "witness" ? "carrier" : "witness",
        }),
        erasure: canonicalBytes({ type: "event.erased", event: "0.0", reason: "retention" }),
        membershipState: log.membership.stateRoot(),
      };
      const names = Object.keys(payloads) as (keyof typeof payloads)[];
      allowed[role] = names.filter((name) => {
        try {
          log.admit(log.sign(party, statementTypes[name], payloads[name]));
          return true;
        } catch (error) {
          expect(error).toMatchObject({
            code: "forbidden",
            message: expect.stringMatching(/^iss: expected /),
          });
          return false;
        }
      });
    }
    expect(allowed).toEqual({
      operator: ["record", "membership", "erasure"],
      manufacturer: ["capture", "record", "erasure"],
      carrier: ["capture", "record", "erasure"],
      retailer: ["capture", "record", "erasure"],
      certifier: ["capture", "record", "erasure"],
      laboratory: ["capture", "record", "erasure"],
      regulator: ["record"],
      witness: [],
    });
  });

  it("refuses records that are not canonical, and founding a log twice", () => {
    const log = logWithFarm();
    const spaced = new TextEncoder().encode('{"iss": "https://b.example","type":"member.suspended"}');
    expect(() => log.admit(log.sign(operator, statementTypes.membership, spaced))).toThrow(
      refusal("malformed", /^payload: /),
    );
    const again = decodeStatement(log.entries[0] ?? root).payload;
    expect(() => log.admit(log.sign(operator, statementTypes.membership, again))).toThrow(
      refusal("conflict", /^type: expected a decision, got log\.founded/),
    );
  });

  it("takes an erasure only of something that is before it", () => {
    const log = logWithFarm();
    const at = log.capture(farm, [shipment]);
    const erase = (event: JsonValue, reason: JsonValue = "art-17") =>
      log.admit(
        log.sign(farm, statementTypes.erasure, canonicalBytes({ type: "event.erased", event, reason })),
      );
    for (const event of [`${log.entries.length}.0`, "9999.0", "1", "1.", "01.0", "-1.0", 1]) {
      expect(() => erase(event)).toThrow(refusal("malformed", /^event: /));
    }
    expect(() => erase(`${at}.0`, "Mr X asked")).toThrow(refusal("malformed", /^reason: /));
    erase(`${at}.0`);
  });
});

describe("the membership state", () => {
  it("has one leaf per key ever known, the log's first, by index and then by kid", () => {
    const log = logWithFarm();
    const second = p256Signer(70);
    log.decide({ type: "key.added", iss: farm.iss, key: keyText(second) });
    log.decide({ type: "role.granted", iss: farm.iss, role: "carrier" });
    log.decide({ type: "key.revoked", iss: farm.iss, kid: toBase64Url(farm.signer.kid) });
    const kid = (signer: { kid: Uint8Array }) => toBase64Url(signer.kid);
    const both = ["carrier", "manufacturer"];
    expect(log.membership.leaves()).toEqual([
      { iss: "https://log.example/suyuan", kid: kid(log.signer), roles: ["log"], from: 0, to: null },
      { iss: operator.iss, kid: kid(operator.signer), roles: ["operator"], from: 1, to: null },
      { iss: farm.iss, kid: kid(farm.signer), roles: both, from: 3, to: 6 },
      { iss: farm.iss, kid: kid(second), roles: both, from: 4, to: null },
    ]);
  });

  it("is signed as the root over those leaves, whose bytes are frozen", () => {
    const log = new SmallLog();
    const [leaf] = log.membership.leaves();
    expect(new TextDecoder().decode(leaf && keyLeafBytes(leaf))).toBe(
      `{"from":0,"iss":"https://log.example/suyuan","kid":"${toBase64Url(log.signer.kid)}","roles":["log"],"to":null}`,
    );
    const inputs = log.membership.leaves().map(keyLeafBytes);
    expect(log.membership.stateRoot()).toEqual(rootOfLeaves(nobleSuite.sha256, inputs));
    expect(toHex(log.membership.stateRoot())).toBe(
      "de18d16d1749130b04c109b688521909da382ad9835ac656790bc2761d61caf0",
    );
  });

  it("is taken from the log alone, and only when it is right", () => {
    const log = logWithFarm();
    const right = log.membership.stateRoot();
    for (const party of [operator, farm]) {
      expect(() => log.admit(log.sign(party, statementTypes.membershipState, right))).toThrow(
        refusal("forbidden", /^iss: expected the log itself for a membership state/),
      );
    }
    expect(() => log.admit(log.sign(log.log, statementTypes.membershipState, root))).toThrow(
      refusal("conflict", /^payload: expected the state root [0-9a-f]{64}, got 0707/),
    );
    log.admit(log.sign(log.log, statementTypes.membershipState, right));
    log.decide({ type: "member.suspended", iss: farm.iss });
    expect(() => log.admit(log.sign(log.log, statementTypes.membershipState, right))).toThrow(
      refusal("conflict", /^payload: /),
    );
  });

  it("is all the log may sign after its founding", () => {
    const log = logWithFarm();
    for (const typ of [statementTypes.capture, statementTypes.record]) {
      expect(() => log.admit(log.sign(log.log, typ, root))).toThrow(
        refusal("forbidden", /^iss: expected a role/),
      );
    }
  });
});
