import { describe, expect, it } from "vitest";
import { toBase64Url } from "@/lib/bytes";
import type { JsonObject, JsonValue } from "@/lib/json";
import { keyText, parties } from "@/lib/proof/testing/small-log";
import { parseMembershipRecord } from "./records";

const { iss, signer } = parties.farm;
const key = keyText(signer);
const kid = toBase64Url(signer.kid);

const examples: JsonObject[] = [
  { type: "member.admitted", iss, roles: ["manufacturer", "carrier"] },
  { type: "member.suspended", iss },
  { type: "member.reinstated", iss },
  { type: "role.granted", iss, role: "certifier" },
  { type: "role.withdrawn", iss, role: "certifier" },
  { type: "key.added", iss, key },
  { type: "key.revoked", iss, kid },
  { type: "policy.set", policy: { approvals: 3 } },
  { type: "approval", of: 0 },
  {
    type: "log.continued",
    origin: "log.example/2",
    vkey: "log.example/2+00000000+AA",
    predecessor: {
      origin: "log.example/1",
      vkey: "log.example/1+00000000+AA",
      size: 7,
      rootHash: kid,
      checkpoint: "log.example/1\n",
    },
    members: [{ iss, roles: ["operator"], isSuspended: false }],
    keys: [{ iss, key }],
    policy: { approvals: 1 },
    approvals: ["AA"],
  },
];

/** For each member of the records, values that look like it and are not. */
const wrong: Record<string, JsonValue[]> = {
  type: ["member.expelled", "toString", 1],
  iss: [
    "http://plain.example",
    "https://UPPER.example",
    "https://a.example/#x",
    "https://a b.example",
    "",
    `https://a.example/${"x".repeat(256)}`,
  ],
  roles: [[], ["log"], ["carrier", "carrier"], "carrier", [1]],
  role: ["log", "admin", ["carrier"]],
  key: [kid, `${key}=`, "", key.slice(4)],
  kid: [key, "", kid.slice(1), `${kid.slice(1)}+`, 7],
  policy: [{ approvals: 0 }, { approvals: 1.5 }, { approvals: 101 }, {}, { approvals: 1, of: 2 }, 1],
  origin: ["https://log.example", "log.example/", "", 1],
  vkey: ["", 1],
  predecessor: [{ origin: "log.example/1" }, 1],
  members: [[], [{ iss, roles: ["operator"] }], [{ iss, roles: [], isSuspended: false }], 1],
  keys: [[], [{ iss, key: kid }], [iss]],
  approvals: [[], [""], [1], "AA"],
  of: [-1, 0.5, "0", 2 ** 53],
};

describe("parseMembershipRecord", () => {
  it.each(examples)("reads $type as it is", (record) => {
    expect(parseMembershipRecord(record)).toEqual(record);
  });

  it.each(examples)("refuses $type with a member missing, added or of another kind, naming it", (record) => {
    for (const name of Object.keys(record)) {
      const { [name]: _, ...without } = record;
      for (const value of [
        without,
        ...[...(wrong[name] ?? []), null, {}].map((bad) => ({ ...record, [name]: bad })),
      ]) {
        expect(() => parseMembershipRecord(value), JSON.stringify(value)).toThrow(
          expect.objectContaining({
            code: "malformed",
            message: expect.stringMatching(new RegExp(`^${name}[.:[]`)),
          }),
        );
      }
    }
    for (const name of ["note", "toString", "__proto__x"]) {
      expect(() => parseMembershipRecord({ ...record, [name]: 1 })).toThrow(
        expect.objectContaining({ code: "malformed" }),
      );
    }
  });

  it.each([null, [], "member.admitted", 1])("refuses %j", (value) => {
    expect(() => parseMembershipRecord(value)).toThrow(expect.objectContaining({ code: "malformed" }));
  });
});
