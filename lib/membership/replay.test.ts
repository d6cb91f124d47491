import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase64Url, toBase64Url, toHex } from "@/lib/bytes";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { canonicalBytes } from "@/lib/jcs";
import type { JsonValue } from "@/lib/json";
import { ed25519Signer } from "@/lib/proof/testing/signers";
import { keyText, SmallLog } from "@/lib/proof/testing/small-log";
import { decodeCoseKey, keyThumbprint } from "@/lib/statement/cose-key";
import {
  decodeStatement,
  type Statement,
  type StatementType,
  statementTypes,
} from "@/lib/statement/statement";
import { Membership } from "./membership";
import type { Decision } from "./records";
import {
  type NaiveEntry,
  type NaiveLeaf,
  NaiveMembership,
  type NaiveWorld,
} from "./testing/naive-membership";

const { sha256 } = nobleSuite;
const founding = new SmallLog();
const signers = Array.from({ length: 7 }, (_, seed) => ed25519Signer(seed));
const kids = signers.map(({ kid }) => kid);
const names = signers.map(({ kidHex }) => kidHex);
const issuers = [
  "https://id.gs1.org/417/9520000000017",
  "https://b.example",
  "https://c.example",
  founding.log.iss,
];

const world: NaiveWorld = {
  logIss: founding.log.iss,
  logKeyName: names[0] ?? "",
  operatorIss: issuers[0] ?? "",
  operatorKeyName: keyText(signers[1] ?? ed25519Signer(1)),
  // Records name keys by COSE_Key or by thumbprint; both end in the thumbprint.
  keyNameOf(text) {
    const bytes = fromBase64Url(text);
    return toHex(bytes.length === 32 ? bytes : keyThumbprint(sha256, decodeCoseKey(bytes)));
  },
};

const iss = fc.constantFrom(...issuers.slice(0, 3), ...issuers);
const keyIndex = fc.integer({ min: 1, max: 6 });
const role = fc.constantFrom(
  "operator" as const,
  "operator" as const,
  "manufacturer" as const,
  "regulator" as const,
);
const decision: fc.Arbitrary<Decision> = fc.oneof(
  fc.record({ type: fc.constant("member.admitted" as const), iss, roles: role.map((each) => [each]) }),
  fc.record({ type: fc.constant("member.suspended" as const), iss }),
  fc.record({ type: fc.constant("member.reinstated" as const), iss }),
  fc.record({ type: fc.constant("role.granted" as const), iss, role }),
  fc.record({ type: fc.constant("role.withdrawn" as const), iss, role }),
  {
    weight: 4,
    arbitrary: fc
      .record({
        type: fc.constantFrom("key.added" as const, "key.revoked" as const),
        i: keyIndex,
        stranger: iss,
        coin: fc.nat(4),
      })
      .map(({ type, i, stranger, coin }): Decision => {
        const of = coin === 0 ? stranger : (issuers[(i - 1) % 3] ?? "");
        const signer = signers[i] ?? ed25519Signer(i);
        if (type === "key.added") return { type, iss: of, key: keyText(signer) };
        return { type, iss: of, kid: toBase64Url(signer.kid) };
      }),
  },
  fc.record({
    type: fc.constant("policy.set" as const),
    policy: fc.record({ approvals: fc.integer({ min: 1, max: 3 }) }),
  }),
);

/** One attempt to append, signed by one of the active keys in turn, or, from 20 on, by any key for anybody. */
interface Attempt {
  signedBy: number;
  stranger: { iss: string; keyIndex: number };
  typ: StatementType;
  record: Decision | { type: "approval"; back: number };
  seqShift: number;
  isForThisLog: boolean;
}

const attempt: fc.Arbitrary<Attempt> = fc.record({
  signedBy: fc.nat({ max: 21 }),
  stranger: fc.record({ iss, keyIndex: fc.integer({ min: 0, max: 6 }) }),
  typ: fc.constantFrom(
    ...Array.from({ length: 6 }, () => statementTypes.membership),
    statementTypes.capture,
    statementTypes.record,
    statementTypes.membershipState,
  ),
  record: fc.oneof(
    { weight: 2, arbitrary: decision },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant("approval" as const), back: fc.constantFrom(1, 1, 1, 2, 3) }),
    },
  ),
  seqShift: fc.constantFrom(...Array.from({ length: 18 }, () => 0), 1, -1),
  isForThisLog: fc.constantFrom(...Array.from({ length: 19 }, () => true), false),
});

/** Where every history begins: two operators and a manufacturer with keys, so that chance has something to work on. */
const beginning: Attempt[] = (
  [
    { type: "member.admitted", iss: issuers[1] ?? "", roles: ["operator"] },
    { type: "key.added", iss: issuers[1] ?? "", key: keyText(ed25519Signer(2)) },
    { type: "member.admitted", iss: issuers[2] ?? "", roles: ["manufacturer"] },
    { type: "key.added", iss: issuers[2] ?? "", key: keyText(ed25519Signer(3)) },
    { type: "policy.set", policy: { approvals: 2 } },
  ] satisfies Decision[]
).map((record) => ({
  signedBy: 1,
  stranger: { iss: "", keyIndex: 0 },
  typ: statementTypes.membership,
  record,
  seqShift: 0,
  isForThisLog: true,
}));

function entryOf(tried: Attempt, leaves: NaiveLeaf[], membership: Membership): NaiveEntry {
  const active = leaves.filter((leaf) => leaf.to === null);
  const chosen = tried.signedBy < 20 ? active[tried.signedBy % active.length] : undefined;
  const signer = chosen ?? { iss: tried.stranger.iss, keyName: names[tried.stranger.keyIndex] ?? "" };
  const { record } = tried;
  return {
    iss: signer.iss,
    keyName: signer.keyName,
    typ: tried.typ,
    isForThisLog: tried.isForThisLog,
    seq: Math.max(0, membership.nextSeq(signer.keyName) + tried.seqShift),
    ...(tried.typ === statementTypes.membership ? { record: aimed(record, membership) } : {}),
  };
}

/** Aims what chance would hardly ever hit: approvals at what waits for one, returns at who was suspended. */
function aimed(record: Attempt["record"], membership: Membership): NonNullable<NaiveEntry["record"]> {
  if (record.type === "approval") {
    const of =
      [...membership.pending().keys()].at(-record.back) ?? Math.max(0, membership.size - record.back);
    return { type: "approval", of };
  }
  if (record.type !== "member.reinstated") return record;
  const suspended = [...membership.members().values()].find(({ suspendedAt }) => suspendedAt !== null);
  return { ...record, iss: suspended?.iss ?? record.iss };
}

function statementOf(entry: NaiveEntry, membership: Membership): Statement {
  const { iss: issuer, keyName, typ, seq, record } = entry;
  const kid = kids[names.indexOf(keyName)] ?? new Uint8Array(32);
  const sub = entry.isForThisLog ? founding.origin : "other.example";
  const payload =
    record === undefined ? membership.stateRoot() : canonicalBytes(record as unknown as JsonValue);
  const header = { alg: -19 as const, kid, iss: issuer, sub, iat: 1_760_000_000, typ, seq };
  return { header, protectedBytes: new Uint8Array(), payload, signature: new Uint8Array(64) };
}

function verdictOf(membership: Membership, statement: Statement): string {
  try {
    membership.check(statement, membership.size);
    return "admitted";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

function founded(): Membership {
  const membership = new Membership(sha256);
  const statement = decodeStatement(founding.entries[0] ?? new Uint8Array());
  membership.check(statement, 0);
  membership.apply(statement, 0);
  return membership;
}

const plain = (leaves: NaiveLeaf[]) =>
  [...leaves].sort((a, b) => a.from - b.from || (a.keyName < b.keyName ? -1 : 1));

describe("Membership", () => {
  it("gives the verdicts and the key leaves of the naive model on random histories", () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(
        fc.array(attempt, { minLength: 40, maxLength: 60 }),
        fc.constantFrom(0, 4, 5, 5, 5),
        (attempts, begun) => {
          const membership = founded();
          const model = new NaiveMembership(world);
          for (const tried of [...beginning.slice(0, begun), ...attempts]) {
            const entry = entryOf(tried, model.leaves(), membership);
            const statement = statementOf(entry, membership);
            const verdict = verdictOf(membership, statement);
            expect(verdict, JSON.stringify(entry)).toBe(model.verdict(entry));
            const kind = `${verdict} ${entry.record?.type ?? entry.typ}`;
            seen.set(kind, (seen.get(kind) ?? 0) + 1);
            if (verdict !== "admitted") continue;
            membership.apply(statement, membership.size);
            model.entries.push(entry);
            const leaves = membership
              .leaves()
              .map(({ kid, ...leaf }) => ({ ...leaf, keyName: toHex(fromBase64Url(kid)) }));
            expect(leaves).toEqual(plain(model.leaves()));
          }
        },
      ),
      { numRuns: 40, seed: 20_261_122 },
    );
    // The histories must have got somewhere: every kind of decision was both made and refused.
    for (const type of [
      "member.admitted",
      "member.suspended",
      "member.reinstated",
      "role.granted",
      "role.withdrawn",
      "key.added",
      "key.revoked",
      "policy.set",
      "approval",
    ]) {
      expect(seen.get(`admitted ${type}`), type).toBeGreaterThan(0);
      expect(seen.get(`conflict ${type}`), type).toBeGreaterThan(0);
    }
  });

  it("gives the same state to whoever replays the same entries, and to whoever resumes from the counters", () => {
    const log = new SmallLog();
    log.join({ iss: "https://b.example", signer: ed25519Signer(2) }, "manufacturer");
    log.capture({ iss: "https://b.example", signer: ed25519Signer(2) }, [{ type: "ObjectEvent" }]);
    log.state();
    log.decide({ type: "member.suspended", iss: "https://b.example" });
    const replayed = new Membership(sha256);
    const resumed = new Membership(sha256);
    for (const [index, entry] of log.entries.entries()) {
      const statement = decodeStatement(entry);
      replayed.check(statement, index);
      replayed.apply(statement, index);
      if (statement.header.typ !== statementTypes.membership) continue;
      resumed.resumeAt(index);
      resumed.apply(statement, index);
    }
    const counters = signers
      .slice(0, 3)
      .map(({ kidHex }): [string, number] => [kidHex, replayed.nextSeq(kidHex)]);
    resumed.resumeAt(log.entries.length, new Map(counters));
    for (const each of [replayed, resumed]) {
      expect(each.leaves()).toEqual(log.membership.leaves());
      expect(each.stateRoot()).toEqual(log.membership.stateRoot());
      expect(each.size).toBe(log.entries.length);
      expect(counters.map(([kidHex]) => each.nextSeq(kidHex))).toEqual(counters.map(([, seq]) => seq));
    }
  });
});
