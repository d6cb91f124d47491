/**
 * Who is a member and which keys are theirs: the part of the membership that decisions change.
 */
import { compareBytes, fromBase64Url, toBase64Url, toHex } from "@/lib/bytes";
import type { PublicKey, Sha256 } from "@/lib/crypto/suite";
import { keyThumbprint } from "@/lib/statement/cose-key";
import type { KeyLeaf } from "./key-leaf";
import { logRole, type Role } from "./roles";

/** A member as of now. */
export interface Member {
  readonly iss: string;
  readonly roles: Set<Role>;
  /** Log index of the admission. */
  readonly admittedAt: number;
  /** Log index of the suspension in force, else null. */
  suspendedAt: number | null;
}

/** A key and the log indexes it is valid for: from ≤ index < to. */
export interface KnownKey {
  readonly kid: Uint8Array;
  readonly key: PublicKey;
  readonly iss: string;
  readonly from: number;
  to: number | null;
  /** What its next statement must carry. */
  nextSeq: number;
}

/** The members and keys of a log; keys stay known for ever. */
export class Registry {
  readonly members = new Map<string, Member>();
  /** By kid in lower-case hex. */
  readonly keys = new Map<string, KnownKey>();
  readonly #sha256: Sha256;
  logIss = "";

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  /** Computes a key's thumbprint in hex, as `keys` is indexed. */
  kidHexOf(key: PublicKey): string {
    return toHex(keyThumbprint(this.#sha256, key));
  }

  /** Adds a key, valid from `index` on. */
  addKey(key: PublicKey, iss: string, index: number): void {
    const kid = keyThumbprint(this.#sha256, key);
    this.keys.set(toHex(kid), { kid, key, iss, from: index, to: null, nextSeq: 0 });
  }

  /** Finds a key by its base64url kid. */
  keyByText(kid: string): KnownKey | undefined {
    return this.keys.get(toHex(fromBase64Url(kid)));
  }

  /** Lists the keys of a member that are valid at its next statement. */
  activeKeysOf(iss: string): KnownKey[] {
    return [...this.keys.values()].filter((key) => key.iss === iss && key.to === null);
  }

  /** Tells whether a member can decide: an operator, not suspended, with a key to sign with. */
  isOperator(iss: string): boolean {
    const member = this.members.get(iss);
    if (member === undefined || member.suspendedAt !== null || !member.roles.has("operator")) return false;
    return this.activeKeysOf(iss).length > 0;
  }

  /** Lists the members that can decide. */
  operators(): string[] {
    return [...this.members.keys()].filter((iss) => this.isOperator(iss));
  }

  /** Lists one leaf per key ever known, the log's own included, by `from`, then by kid as bytes. */
  leaves(): KeyLeaf[] {
    return [...this.keys.values()]
      .sort((a, b) => a.from - b.from || compareBytes(a.kid, b.kid))
      .map(({ kid, iss, from, to }) => ({ iss, kid: toBase64Url(kid), roles: this.rolesOf(iss), from, to }));
  }

  /** Lists the roles of a member, sorted; of the log, its one. */
  rolesOf(iss: string): string[] {
    return iss === this.logIss ? [logRole] : [...(this.members.get(iss)?.roles ?? [])].sort();
  }
}
