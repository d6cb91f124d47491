/**
 * The JSON records of membership statements: founding, members, roles, keys, policy, approvals (DESIGN §3).
 */
import { fromBase64Url } from "@/lib/bytes";
import type { PublicKey } from "@/lib/crypto/suite";
import { DomainError } from "@/lib/errors";
import { isObject, type JsonObject, type JsonValue } from "@/lib/json";
import { decodeCoseKey } from "@/lib/statement/cose-key";
import { isRole, type Role } from "./roles";

/** How many operators a decision needs. */
export interface Policy {
  approvals: number;
}

/** The first entry of every log, signed by the log's own key. */
export interface Founding {
  type: "log.founded";
  origin: string;
  /** C2SP verifier key; its Ed25519 key is also the log's COSE key. */
  vkey: string;
  /** The first operator and its first key (base64url COSE_Key). */
  operator: { iss: string; key: string };
  policy: Policy;
}

/** The first entry of a log that continues another (continuation.ts), signed by the new log's own key. */
export interface Continuation {
  type: "log.continued";
  origin: string;
  vkey: string;
  predecessor: {
    origin: string;
    vkey: string;
    /** Entries there are of it, and the root hash over them, base64url. */
    size: number;
    rootHash: string;
    /** Its last signed checkpoint among them, a C2SP signed note. */
    checkpoint: string;
  };
  /** Its members as of then, and the keys that were valid. */
  members: { iss: string; roles: Role[]; isSuspended: boolean }[];
  keys: { iss: string; key: string }[];
  policy: Policy;
  /** base64url COSE_Sign1 of its operators (continuation-approval.ts). */
  approvals: string[];
}

/** What operators decide. Keys are base64url COSE_Keys, kids base64url thumbprints. */
export type Decision =
  | { type: "member.admitted"; iss: string; roles: Role[] }
  | { type: "member.suspended"; iss: string }
  | { type: "member.reinstated"; iss: string }
  | { type: "role.granted"; iss: string; role: Role }
  | { type: "role.withdrawn"; iss: string; role: Role }
  | { type: "key.added"; iss: string; key: string }
  | { type: "key.revoked"; iss: string; kid: string }
  | { type: "policy.set"; policy: Policy };

/** One more operator's yes to the decision proposed at log index `of`. */
export interface Approval {
  type: "approval";
  of: number;
}

/** Any record a membership statement can carry. */
export type MembershipRecord = Founding | Continuation | Decision | Approval;

type Reader = (value: JsonValue, path: string) => void;

/** The members of each record besides `type`, all of them required and no others allowed. */
const shapes: Record<MembershipRecord["type"], Record<string, Reader>> = {
  "log.founded": {
    origin: readOrigin,
    vkey: readText,
    operator: membersReader({ iss: readIssuer, key: readKey }),
    policy: readPolicy,
  },
  "log.continued": {
    origin: readOrigin,
    vkey: readText,
    predecessor: membersReader({
      origin: readOrigin,
      vkey: readText,
      size: readIndex,
      rootHash: readKid,
      checkpoint: readText,
    }),
    members: listReader(membersReader({ iss: readIssuer, roles: readRoles, isSuspended: readBoolean })),
    keys: listReader(membersReader({ iss: readIssuer, key: readKey })),
    policy: readPolicy,
    approvals: listReader(readText),
  },
  "member.admitted": { iss: readIssuer, roles: readRoles },
  "member.suspended": { iss: readIssuer },
  "member.reinstated": { iss: readIssuer },
  "role.granted": { iss: readIssuer, role: readRole },
  "role.withdrawn": { iss: readIssuer, role: readRole },
  "key.added": { iss: readIssuer, key: readKey },
  "key.revoked": { iss: readIssuer, kid: readKid },
  "policy.set": { policy: readPolicy },
  approval: { of: readIndex },
};

/**
 * Parses a membership record.
 * @throws DomainError malformed naming the member, what was expected and what was found
 */
export function parseMembershipRecord(value: JsonValue): MembershipRecord {
  if (!isObject(value)) throw malformed("record", "an object", value);
  const { type } = value;
  const shape = Object.entries(shapes).find(([name]) => name === type)?.[1];
  if (shape === undefined) throw malformed("type", `one of ${Object.keys(shapes).join(", ")}`, type);
  readMembers(value, { type: readText, ...shape }, "");
  return value as unknown as MembershipRecord;
}

/** Decodes a key as records carry it: base64url COSE_Key. @throws DomainError malformed | unsupported */
export function keyFromText(text: string): PublicKey {
  return decodeCoseKey(fromBase64Url(text));
}

/** Tells whether a text can name a member: an https URI in ASCII without a fragment, at most 256 characters. */
export function isIssuer(text: JsonValue | undefined): text is string {
  return (
    typeof text === "string" &&
    text.length <= 256 &&
    /^https:\/\/[a-z0-9.-]+(:\d+)?(\/[!-"$-~]*)?$/.test(text)
  );
}

function readMembers(value: JsonObject, shape: Record<string, Reader>, prefix: string): void {
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(shape, name)) throw malformed(`${prefix}${name}`, "no such member", value[name]);
  }
  for (const [name, read] of Object.entries(shape)) {
    const member = value[name];
    if (member === undefined) throw malformed(`${prefix}${name}`, "a value", member);
    read(member, `${prefix}${name}`);
  }
}

function membersReader(shape: Record<string, Reader>): Reader {
  return (value, path) => {
    if (!isObject(value)) throw malformed(path, "an object", value);
    readMembers(value, shape, `${path}.`);
  };
}

function listReader(read: Reader): Reader {
  return (value, path) => {
    if (!Array.isArray(value) || value.length === 0) throw malformed(path, "a list", value);
    value.forEach((item, i) => {
      read(item, `${path}[${i}]`);
    });
  };
}

function readBoolean(value: JsonValue, path: string): void {
  if (typeof value !== "boolean") throw malformed(path, "true or false", value);
}

function readPolicy(value: JsonValue, path: string): void {
  membersReader({ approvals: readApprovals })(value, path);
}

function readApprovals(value: JsonValue, path: string): void {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 1 && value <= 100) return;
  throw malformed(path, "an integer from 1 to 100", value);
}

function readText(value: JsonValue, path: string): void {
  if (typeof value !== "string" || value.length === 0) throw malformed(path, "a text", value);
}

/** C2SP tlog-tiles: a schemeless URL prefix without a trailing slash; here in ASCII. */
function readOrigin(value: JsonValue, path: string): void {
  if (
    typeof value === "string" &&
    value.length <= 200 &&
    /^[a-z0-9.-]+(:\d+)?(\/[!-"$-*,-.0-~]+)*$/.test(value)
  )
    return;
  throw malformed(path, "a schemeless URL prefix", value);
}

function readIssuer(value: JsonValue, path: string): void {
  if (!isIssuer(value)) throw malformed(path, "an https URI of at most 256 characters", value);
}

function readKey(value: JsonValue, path: string): void {
  readText(value, path);
  try {
    keyFromText(value as string);
  } catch (cause) {
    throw new DomainError(
      "malformed",
      `${path}: expected a base64url COSE_Key, got ${JSON.stringify(value)}`,
      {
        cause,
        path,
      },
    );
  }
}

function readKid(value: JsonValue, path: string): void {
  if (typeof value !== "string" || !/^[\w-]{43}$/.test(value))
    throw malformed(path, "a base64url thumbprint", value);
}

function readRole(value: JsonValue, path: string): void {
  if (!isRole(value)) throw malformed(path, "a role", value);
}

function readRoles(value: JsonValue, path: string): void {
  if (!Array.isArray(value) || value.length === 0) throw malformed(path, "a list of roles", value);
  value.forEach((role, i) => {
    readRole(role, `${path}[${i}]`);
  });
  if (new Set(value).size !== value.length) throw malformed(path, "each role once", value);
}

function readIndex(value: JsonValue, path: string): void {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw malformed(path, "a log index", value);
  }
}

function malformed(path: string, expected: string, got: JsonValue | undefined): DomainError {
  const shown = got === undefined ? "none" : JSON.stringify(got).slice(0, 200);
  return new DomainError("malformed", `${path}: expected ${expected}, got ${shown}`, { path });
}
