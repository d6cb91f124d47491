/**
 * A whole log in memory, for tests: founded, with members, admitting every entry as a real one does.
 */
import { toBase64Url } from "@/lib/bytes";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { captureRoot, commitEvent } from "@/lib/fields/commit";
import { type EventNode, pruneCapture, pruneEvent } from "@/lib/fields/pruned-tree";
import { canonicalBytes } from "@/lib/jcs";
import type { JsonObject, JsonValue } from "@/lib/json";
import { keyLeafBytes } from "@/lib/membership/key-leaf";
import { Membership } from "@/lib/membership/membership";
import type { MembershipRecord } from "@/lib/membership/records";
import { leafHash } from "@/lib/merkle/hash";
import { pathOfHashes, rootOfHashes } from "@/lib/merkle/tree";
import { formatCheckpoint } from "@/lib/note/checkpoint";
import { formatNote } from "@/lib/note/note";
import type { TlogProof } from "@/lib/note/tlog-proof";
import { formatVkey, makeVkey, signatureTypes } from "@/lib/note/vkey";
import { encodeCoseKey } from "@/lib/statement/cose-key";
import {
  decodeStatement,
  encodeStatement,
  type StatementType,
  statementToSign,
  statementTypes,
} from "@/lib/statement/statement";
import { buildBundle } from "../build";
import type { ProofBundle } from "../bundle";
import { ed25519Signer, p256Signer, secretOf, type TestSigner, type TestWitness } from "./signers";

const { sha256 } = nobleSuite;

/** The members of every small log. The operator decides, the farm signs with Ed25519, the carrier with ESP256. */
export const parties = {
  operator: { iss: "https://id.gs1.org/417/9520000000017", signer: ed25519Signer(1) },
  farm: { iss: "https://id.gs1.org/417/9520000000024", signer: ed25519Signer(2) },
  carrier: { iss: "https://id.gs1.org/417/9520000000031", signer: p256Signer(3) },
};

/** Who signs an entry. */
export interface Party {
  iss: string;
  signer: TestSigner;
}

/** Which fields a bundle shows, of which events, and what it is proven with. */
export interface BundleOptions {
  stateIndex: number;
  isDisclosed?: (pointer: string, value: JsonValue) => boolean;
  /** By default all. */
  ordinals?: number[];
  witnesses?: TestWitness[];
  size?: number;
  stateSize?: number;
}

/** Encodes a key as records carry it. */
export function keyText(signer: TestSigner): string {
  return toBase64Url(encodeCoseKey(signer.key));
}

/** Seconds of the first statement; each next one is a minute later. */
const startedAt = 1_760_000_000;

/** A log in memory. */
export class SmallLog {
  readonly origin: string;
  readonly signer = ed25519Signer(0);
  readonly membership = new Membership(sha256);
  readonly entries: Uint8Array[] = [];
  readonly captures = new Map<number, { event: JsonObject; secret: Uint8Array }[]>();
  readonly #leavesAt = new Map<number, ReturnType<Membership["leaves"]>>();

  constructor(origin = "log.example/suyuan") {
    this.origin = origin;
    const { iss, signer } = parties.operator;
    const operator = { iss, key: keyText(signer) };
    this.decide(
      { type: "log.founded", origin, vkey: this.vkey, operator, policy: { approvals: 1 } },
      this.log,
    );
  }

  /** The log as a party. */
  get log(): Party {
    return { iss: `https://${this.origin}`, signer: this.signer };
  }

  get vkey(): string {
    return formatVkey(makeVkey(this.origin, signatureTypes.ed25519, this.signer.key.bytes));
  }

  /** Makes a statement with the next seq of its signer, without appending it. */
  sign(
    party: Party,
    typ: StatementType,
    payload: Uint8Array,
    changes: { sub?: string; seq?: number } = {},
  ): Uint8Array {
    const { key, kid, kidHex, sign } = party.signer;
    const seq = changes.seq ?? this.membership.nextSeq(kidHex);
    const iat = startedAt + 60 * this.entries.length;
    const header = { alg: key.alg, kid, iss: party.iss, sub: changes.sub ?? this.origin, iat, typ, seq };
    const { protectedBytes, message } = statementToSign(header, payload);
    return encodeStatement(protectedBytes, payload, sign(message));
  }

  /** Admits a statement as the next entry and returns its index. */
  admit(statement: Uint8Array): number {
    const index = this.entries.length;
    const decoded = decodeStatement(statement);
    this.membership.check(decoded, index);
    this.membership.apply(decoded, index);
    return this.entries.push(statement) - 1;
  }

  /** Appends a membership record; by default the operator's. */
  decide(record: MembershipRecord, party: Party = parties.operator): number {
    return this.admit(
      this.sign(party, statementTypes.membership, canonicalBytes(record as unknown as JsonValue)),
    );
  }

  /** Admits a member with its key. */
  join(party: Party, role: "manufacturer" | "carrier" | "operator"): void {
    this.decide({ type: "member.admitted", iss: party.iss, roles: [role] });
    this.decide({ type: "key.added", iss: party.iss, key: keyText(party.signer) });
  }

  /** Puts a statement into the log unasked, as a log that does not keep its own rules could. */
  force(statement: Uint8Array): number {
    const index = this.entries.push(statement) - 1;
    this.membership.resumeAt(this.entries.length);
    return index;
  }

  /** Appends a capture, or something else made like one; secrets are made of the events' places. */
  capture(
    party: Party,
    events: JsonObject[],
    options: { typ?: StatementType; sub?: string; isForced?: boolean } = {},
  ): number {
    const { typ = statementTypes.capture, isForced = false, ...changes } = options;
    const index = this.entries.length;
    const sealed = events.map((event, ordinal) => ({ event, secret: secretOf(`${index}.${ordinal}`) }));
    const roots = sealed.map(({ event, secret }) => commitEvent(nobleSuite, event, secret).root);
    this.captures.set(index, sealed);
    const statement = this.sign(party, typ, captureRoot(sha256, roots), changes);
    return isForced ? this.force(statement) : this.admit(statement);
  }

  /** Appends a membership state. */
  state(): number {
    const leaves = this.membership.leaves();
    const index = this.admit(
      this.sign(this.log, statementTypes.membershipState, this.membership.stateRoot(sha256)),
    );
    this.#leavesAt.set(index, leaves);
    return index;
  }

  /** Signs the checkpoint of the first `size` entries. */
  checkpoint(size = this.entries.length, witnesses: TestWitness[] = []): string {
    const rootHash = rootOfHashes(sha256, this.#hashes(size));
    const text = formatCheckpoint({ origin: this.origin, size, rootHash });
    const { name, keyId } = makeVkey(this.origin, signatureTypes.ed25519, this.signer.key.bytes);
    const own = { name, keyId, signature: this.signer.sign(new TextEncoder().encode(text)) };
    const time = startedAt + 60 * size;
    return formatNote({ text, signatures: [own, ...witnesses.map((witness) => witness.cosign(text, time))] });
  }

  /** Proves an entry under the checkpoint of `size` entries. */
  proofOf(index: number, size = this.entries.length, witnesses: TestWitness[] = []): TlogProof {
    const path = pathOfHashes(sha256, this.#hashes(size), index);
    return { index, path, checkpoint: this.checkpoint(size, witnesses) };
  }

  /** Builds the bundle of a capture. */
  bundle(index: number, options: BundleOptions): ProofBundle {
    const { stateIndex, isDisclosed = () => true, witnesses = [], size = this.entries.length } = options;
    const trees = this.captures.get(index) ?? [];
    const roots = trees.map(({ event, secret }) => commitEvent(nobleSuite, event, secret).root);
    const nodes = new Map<number, EventNode>();
    for (const ordinal of options.ordinals ?? trees.keys()) {
      const tree = trees[ordinal];
      if (tree !== undefined)
        nodes.set(ordinal, pruneEvent(nobleSuite, tree.event, tree.secret, isDisclosed));
    }
    const statement = this.#entry(index);
    const leaves = this.#leavesAt.get(stateIndex) ?? [];
    const kid = toBase64Url(decodeStatement(statement).header.kid);
    const at = leaves.findIndex((leaf) => leaf.kid === kid);
    const leaf = leaves[at];
    const key = this.membership.signingKeyOf(decodeStatement(statement));
    if (leaf === undefined) throw new Error(`no leaf of ${kid} in the state at ${stateIndex}`);
    const hashes = leaves.map((each) => leafHash(sha256, keyLeafBytes(each)));
    return buildBundle({
      statement,
      capture: pruneCapture(sha256, roots, nodes),
      proof: this.proofOf(index, size, witnesses),
      issuer: {
        ...{ key, leaf, index: at, size: leaves.length, path: pathOfHashes(sha256, hashes, at) },
        statement: this.#entry(stateIndex),
        proof: this.proofOf(stateIndex, options.stateSize ?? size, witnesses),
      },
    });
  }

  #entry(index: number): Uint8Array {
    return this.entries[index] ?? new Uint8Array();
  }

  #hashes(size: number): Uint8Array[] {
    return this.entries.slice(0, size).map((entry) => leafHash(sha256, entry));
  }
}
