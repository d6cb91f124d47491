import { toHex } from "../bytes";
import { DomainError } from "../errors";
import type { Vkey } from "./vkey";
import { formatVkey, parseVkey, signatureTypes } from "./vkey";

/** A log whose checkpoints a policy accepts. */
export interface PolicyLog {
  vkey: Vkey;
  url?: string;
}

/** A witness a policy counts; its name has meaning only within the policy. */
export interface PolicyWitness {
  name: string;
  vkey: Vkey;
  url?: string;
}

/** A set of witnesses and groups that counts as one when `threshold` of its members do. */
export interface PolicyGroup {
  name: string;
  threshold: number;
  members: string[];
}

/** A trust policy (C2SP tlog-policy): whose checkpoints count, and how many cosignatures they need. */
export interface Policy {
  logs: PolicyLog[];
  witnesses: PolicyWitness[];
  groups: PolicyGroup[];
  /** The name of a witness or group, or "none". */
  quorum: string;
}

const logTypes: number[] = [signatureTypes.ed25519, signatureTypes.cosignatureMlDsa44];
const witnessTypes: number[] = [signatureTypes.cosignatureEd25519, signatureTypes.cosignatureMlDsa44];
const linesMax = 10_000;

/**
 * Reads a policy file: one definition a line, comments after "#" at the start of a line.
 * @throws DomainError malformed, naming the line, on an unknown keyword, a name used before it is defined or twice, a
 * key listed twice or of a type that cannot sign so, a member of two groups, or anything but one quorum
 */
export function parsePolicy(text: string): Policy {
  if (/[^\t\n -\uffff]|\u007f/.test(text)) throw malformed("policy", "no control characters", "one");
  const lines = text.split("\n");
  if (lines.length > linesMax) throw malformed("policy", `at most ${linesMax} lines`, String(lines.length));
  const reader = new PolicyReader();
  for (const [index, line] of lines.entries()) {
    const words = line.split(/[ \t]+/).filter((word) => word !== "");
    if (words.length > 0 && !words[0]?.startsWith("#")) reader.define(`policy line ${index + 1}`, words);
  }
  return reader.policy();
}

/** Writes a policy file that `parsePolicy` reads back. Groups must stand after their members. */
export function formatPolicy(policy: Policy): string {
  const lines = [
    ...policy.logs.map(({ vkey, url }) => ["log", formatVkey(vkey), url]),
    ...policy.witnesses.map(({ name, vkey, url }) => ["witness", name, formatVkey(vkey), url]),
    ...policy.groups.map(({ name, threshold, members }) => ["group", name, String(threshold), ...members]),
    ["quorum", policy.quorum],
  ];
  const text = lines.map((words) => `${words.filter((word) => word !== undefined).join(" ")}\n`).join("");
  parsePolicy(text);
  return text;
}

/** Tells whether these witnesses, by their names in the policy, are enough for its quorum. "none" needs nobody. */
export function isQuorumMet(policy: Policy, cosigners: Iterable<string>): boolean {
  if (policy.quorum === "none") return true;
  const known = new Set(policy.witnesses.map((witness) => witness.name));
  const met = new Set([...cosigners].filter((name) => known.has(name)));
  // Groups refer only to names before them, so one pass settles each.
  for (const group of policy.groups) {
    if (group.members.filter((member) => met.has(member)).length >= group.threshold) met.add(group.name);
  }
  return met.has(policy.quorum);
}

/** Tells how few witnesses can meet the quorum: k of "awaiting k of n"; 0 for "none". */
export function cosignaturesNeeded(policy: Policy): number {
  const costs = new Map(policy.witnesses.map(({ name }) => [name, 1]));
  for (const { name, threshold, members } of policy.groups) {
    const cheapest = members.map((member) => costs.get(member) ?? 0).sort((a, b) => a - b);
    costs.set(
      name,
      cheapest.slice(0, threshold).reduce((sum, cost) => sum + cost, 0),
    );
  }
  return costs.get(policy.quorum) ?? 0;
}

class PolicyReader {
  private readonly logs: PolicyLog[] = [];
  private readonly witnesses: PolicyWitness[] = [];
  private readonly groups: PolicyGroup[] = [];
  private readonly names = new Set<string>();
  private readonly grouped = new Set<string>();
  private quorum: string | undefined;

  define(path: string, words: string[]): void {
    const [keyword, ...rest] = words;
    if (keyword === "log") this.defineLog(path, rest);
    else if (keyword === "witness") this.defineWitness(path, rest);
    else if (keyword === "group") this.defineGroup(path, rest);
    else if (keyword === "quorum") this.defineQuorum(path, rest);
    else throw malformed(path, "log, witness, group or quorum", JSON.stringify(keyword));
  }

  policy(): Policy {
    const { logs, witnesses, groups, quorum } = this;
    if (quorum === undefined) throw malformed("policy", "a quorum line", "none");
    return { logs, witnesses, groups, quorum };
  }

  private defineLog(path: string, words: string[]): void {
    const [vkeyText = "", url, ...rest] = words;
    if (vkeyText === "" || rest.length > 0)
      throw malformed(path, "log <vkey> [<url>]", `${words.length} words`);
    const vkey = keyOf(path, vkeyText, logTypes, this.logs);
    this.logs.push(url === undefined ? { vkey } : { vkey, url });
  }

  private defineWitness(path: string, words: string[]): void {
    const [name = "", vkeyText = "", url, ...rest] = words;
    if (vkeyText === "" || rest.length > 0) {
      throw malformed(path, "witness <name> <vkey> [<url>]", `${words.length} words`);
    }
    this.defineName(path, name);
    const vkey = keyOf(path, vkeyText, witnessTypes, this.witnesses);
    this.witnesses.push(url === undefined ? { name, vkey } : { name, vkey, url });
  }

  private defineGroup(path: string, words: string[]): void {
    const [name = "", rule = "", ...members] = words;
    if (members.length === 0) throw malformed(path, "group <name> <k> <member>…", `${words.length} words`);
    for (const member of members) {
      if (!this.names.has(member)) throw malformed(path, "members defined before", JSON.stringify(member));
      if (this.grouped.has(member))
        throw malformed(path, "members of no other group", JSON.stringify(member));
      this.grouped.add(member);
    }
    this.defineName(path, name);
    this.groups.push({ name, threshold: thresholdOf(path, rule, members.length), members });
  }

  private defineQuorum(path: string, words: string[]): void {
    const [name = ""] = words;
    if (words.length !== 1) throw malformed(path, "quorum <name>", `${words.length} words`);
    if (this.quorum !== undefined) throw malformed(path, "one quorum line", "two");
    if (name !== "none" && !this.names.has(name))
      throw malformed(path, "a name defined before", JSON.stringify(name));
    this.quorum = name;
  }

  private defineName(path: string, name: string): void {
    if (name === "none" || this.names.has(name))
      throw malformed(path, "a name of its own", JSON.stringify(name));
    this.names.add(name);
  }
}

function thresholdOf(path: string, rule: string, members: number): number {
  if (rule === "all") return members;
  if (rule === "any") return 1;
  const threshold = /^[1-9][0-9]*$/.test(rule) ? Number(rule) : Number.NaN;
  if (!(threshold <= members)) throw malformed(path, `all, any or 1 to ${members}`, JSON.stringify(rule));
  return threshold;
}

function keyOf(path: string, text: string, types: number[], others: { vkey: Vkey }[]): Vkey {
  const vkey = parseVkey(text);
  if (!types.includes(vkey.type)) throw malformed(path, "a key that can sign so", `type ${vkey.type}`);
  const bytes = toHex(vkey.publicKey);
  if (others.some((other) => toHex(other.vkey.publicKey) === bytes))
    throw malformed(path, "each key once", vkey.name);
  return vkey;
}

function malformed(path: string, expected: string, got: string): DomainError {
  return new DomainError("malformed", `${path}: expected ${expected}, got ${got}`, { path });
}
