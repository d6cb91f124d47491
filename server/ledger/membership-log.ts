/**
 * The membership as the ledger keeps it: the state as of the head, and the few statements that made it, so that the
 * state as of any earlier entry can be told, and a replay may begin in the middle of the log.
 */

import { toHex } from "@/lib/bytes";
import type { Sha256 } from "@/lib/crypto/suite";
import { type KeyLeaf, keyLeafBytes } from "@/lib/membership/key-leaf";
import { Membership } from "@/lib/membership/membership";
import { leafHash } from "@/lib/merkle/hash";
import { decodeStatement, type Statement, statementTypes } from "@/lib/statement/statement";

/** A statement that changed the membership. */
export interface MembershipChange {
  readonly index: number;
  readonly bytes: Uint8Array;
}

/** What is needed to go on from an entry without the entries before it. */
export interface MembershipSnapshot {
  readonly size: number;
  readonly changes: readonly MembershipChange[];
  /** Log indexes of the `membership.state` entries, ascending. */
  readonly states: readonly number[];
  /** The next `seq` of each key, by kid in lower-case hex. */
  readonly nextSeqs: Readonly<Record<string, number>>;
}

/** The keys as of one `membership.state`, and the leaf hashes of the tree its payload is the root of. */
export interface KeyTree {
  readonly leaves: readonly KeyLeaf[];
  readonly leafHashes: Uint8Array[];
}

export class MembershipLog {
  readonly #sha256: Sha256;
  readonly #membership: Membership;
  readonly #changes: MembershipChange[] = [];
  readonly #states: number[] = [];
  /** The tree asked for last: nearly every proof is about the newest state. */
  #cached: { changeCount: number; tree: KeyTree } | null = null;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
    this.#membership = new Membership(sha256);
  }

  /** Takes up where a snapshot was made; its statements are applied again, as if read from the log. */
  static restore(sha256: Sha256, snapshot: MembershipSnapshot): MembershipLog {
    const log = new MembershipLog(sha256);
    for (const { index, bytes } of snapshot.changes) {
      log.#membership.resumeAt(index);
      log.apply(decodeStatement(bytes), index, bytes);
    }
    log.#states.push(...snapshot.states);
    log.#membership.resumeAt(snapshot.size, new Map(Object.entries(snapshot.nextSeqs)));
    return log;
  }

  /** The membership as of the head. */
  get membership(): Membership {
    return this.#membership;
  }

  /** Log indexes of the `membership.state` entries, ascending. */
  get states(): readonly number[] {
    return this.#states;
  }

  /** Applies an entry that the membership's `check` let through. */
  apply(statement: Statement, index: number, bytes: Uint8Array): void {
    this.#membership.apply(statement, index);
    const { typ } = statement.header;
    // Copied: the bytes may be a view of a whole batch, which would be kept with them.
    if (typ === statementTypes.membership) this.#changes.push({ index, bytes: new Uint8Array(bytes) });
    if (typ === statementTypes.membershipState) this.#states.push(index);
  }

  /** Writes down what `restore` takes. */
  snapshot(): MembershipSnapshot {
    const nextSeqs = Object.fromEntries(
      this.#membership.leaves().map((leaf) => {
        const kidHex = toHex(Buffer.from(leaf.kid, "base64url"));
        return [kidHex, this.#membership.nextSeq(kidHex)];
      }),
    );
    return { size: this.#membership.size, changes: [...this.#changes], states: [...this.#states], nextSeqs };
  }

  /**
   * Finds the `membership.state` that shows a key for an entry: the first after it within `publishedSize`, else the
   * latest within it; null when there is none.
   */
  stateFor(entryIndex: number, publishedSize: number): number | null {
    const after = this.#states[lowerBound(this.#states, entryIndex + 1)];
    if (after !== undefined && after < publishedSize) return after;
    return this.#states[lowerBound(this.#states, publishedSize) - 1] ?? null;
  }

  /** Returns the keys as of log index `index`, exclusive of it. */
  keyTreeAt(index: number): KeyTree {
    const changeCount = this.#changes.filter((change) => change.index < index).length;
    if (this.#cached?.changeCount !== changeCount) {
      this.#cached = { changeCount, tree: this.#buildKeyTree(changeCount) };
    }
    return this.#cached.tree;
  }

  #buildKeyTree(changeCount: number): KeyTree {
    const past = new Membership(this.#sha256);
    for (const { index, bytes } of this.#changes.slice(0, changeCount)) {
      past.resumeAt(index);
      past.apply(decodeStatement(bytes), index);
    }
    const leaves = past.leaves();
    return { leaves, leafHashes: leaves.map((leaf) => leafHash(this.#sha256, keyLeafBytes(leaf))) };
  }
}

/** Returns how many numbers of an ascending list are less than `bound`. */
function lowerBound(ascending: readonly number[], bound: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
