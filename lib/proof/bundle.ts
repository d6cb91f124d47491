/**
 * Proof bundles (`application/vnd.suyuan.proof+json`, DESIGN §2): everything one needs, besides the log's vkey, to
 * check that a member captured what is shown. Parsing makes the shape sure; `verifyBundle` believes none of it.
 */
import { DomainError } from "@/lib/errors";
import type { CaptureNode } from "@/lib/fields/pruned-tree";
import { isObject, type JsonObject, type JsonValue } from "@/lib/json";
import type { KeyLeaf } from "@/lib/membership/key-leaf";

/** The proof of one log entry. Byte strings are base64url without padding. */
export interface ProofBundle {
  version: 1;
  /** The entry: a COSE_Sign1 statement. */
  statement: string;
  /** What is shown of the events under its payload; read and checked only when the bundle is verified. */
  capture: CaptureNode;
  /** C2SP tlog-proof of the entry. */
  proof: string;
  issuer: IssuerEvidence;
}

/** Why the statement's key was its issuer's: a leaf of a `membership.state`, itself an entry of the log. */
export interface IssuerEvidence {
  /** COSE_Key. */
  key: string;
  leaf: KeyLeaf;
  /** The leaf's place in the state's tree, and its path there, leaf → root. */
  index: number;
  size: number;
  path: string[];
  /** The `membership.state` statement. */
  statement: string;
  /** C2SP tlog-proof of the state. */
  proof: string;
}

/** The bundles about one subject (an event id or a Digital Link), as a page or a file holds them. */
export interface ProofSet {
  version: 1;
  subject: string;
  bundles: ProofBundle[];
}

/**
 * Parses a proof bundle.
 * @throws DomainError malformed, with the JSON Pointer of what is missing, additional or of another kind; unsupported
 * on another version
 */
export function parseBundle(value: JsonValue, path = ""): ProofBundle {
  const bundle = membersOf(value, ["version", "statement", "capture", "proof", "issuer"], path);
  checkVersion(bundle, path);
  return {
    version: 1,
    statement: textOf(bundle.statement, `${path}/statement`),
    capture: bundle.capture as CaptureNode,
    proof: textOf(bundle.proof, `${path}/proof`),
    issuer: issuerOf(bundle.issuer, `${path}/issuer`),
  };
}

/**
 * Parses a proof set, or a single bundle as a set of one with an empty subject.
 * @throws DomainError malformed, also on a set without bundles, which would prove nothing; unsupported
 */
export function parseProofSet(value: JsonValue): ProofSet {
  if (isObject(value) && value.statement !== undefined) {
    return { version: 1, subject: "", bundles: [parseBundle(value)] };
  }
  const set = membersOf(value, ["version", "subject", "bundles"], "");
  checkVersion(set, "");
  const bundles = arrayOf(set.bundles, "/bundles");
  if (bundles.length === 0) throw malformed("/bundles", "at least one bundle", set.bundles);
  return {
    version: 1,
    subject: textOf(set.subject, "/subject"),
    bundles: bundles.map((bundle, i) => parseBundle(bundle, `/bundles/${i}`)),
  };
}

function issuerOf(value: JsonValue | undefined, path: string): IssuerEvidence {
  const issuer = membersOf(value, ["key", "leaf", "index", "size", "path", "statement", "proof"], path);
  return {
    key: textOf(issuer.key, `${path}/key`),
    leaf: leafOf(issuer.leaf, `${path}/leaf`),
    index: countOf(issuer.index, `${path}/index`),
    size: countOf(issuer.size, `${path}/size`),
    path: textsOf(issuer.path, `${path}/path`),
    statement: textOf(issuer.statement, `${path}/statement`),
    proof: textOf(issuer.proof, `${path}/proof`),
  };
}

function leafOf(value: JsonValue | undefined, path: string): KeyLeaf {
  const leaf = membersOf(value, ["iss", "kid", "roles", "from", "to"], path);
  return {
    iss: textOf(leaf.iss, `${path}/iss`),
    kid: textOf(leaf.kid, `${path}/kid`),
    roles: textsOf(leaf.roles, `${path}/roles`),
    from: countOf(leaf.from, `${path}/from`),
    to: leaf.to === null ? null : countOf(leaf.to, `${path}/to`),
  };
}

/** Requires an object with exactly these members. */
function membersOf(value: JsonValue | undefined, names: string[], path: string): JsonObject {
  if (!isObject(value)) throw malformed(path, "an object", value);
  const missing = names.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) throw malformed(`${path}/${missing}`, "a value", undefined);
  const additional = Object.keys(value).find((name) => !names.includes(name));
  if (additional !== undefined) throw malformed(`${path}/${additional}`, "no such member", value[additional]);
  return value;
}

function checkVersion(value: JsonObject, path: string): void {
  if (value.version === 1) return;
  throw new DomainError("unsupported", `${path}/version: expected 1, got ${JSON.stringify(value.version)}`);
}

function textOf(value: JsonValue | undefined, path: string): string {
  if (typeof value !== "string") throw malformed(path, "a text", value);
  return value;
}

function arrayOf(value: JsonValue | undefined, path: string): JsonValue[] {
  if (!Array.isArray(value)) throw malformed(path, "a list", value);
  return value;
}

function textsOf(value: JsonValue | undefined, path: string): string[] {
  return arrayOf(value, path).map((text, i) => textOf(text, `${path}/${i}`));
}

function countOf(value: JsonValue | undefined, path: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw malformed(path, "an integer from 0 to 2^53 − 1", value);
}

function malformed(path: string, expected: string, got: JsonValue | undefined): DomainError {
  const shown = got === undefined ? "none" : JSON.stringify(got).slice(0, 80);
  return new DomainError("malformed", `${path || "bundle"}: expected ${expected}, got ${shown}`, { path });
}
