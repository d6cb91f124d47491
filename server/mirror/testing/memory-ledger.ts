/** A ledger in memory that implements what the mirror reads. For tests and benches of the mirror only. */
import { fromUtf8, utf8 } from "@/lib/bytes";
import { canonicalBytes } from "@/lib/jcs";
import { type JsonObject, type JsonValue, parseJson } from "@/lib/json";
import { Frontier } from "@/lib/merkle/frontier";
import { leafHash } from "@/lib/merkle/hash";
import { consistencyProof, type NodeId } from "@/lib/merkle/proof";
import {
  encodeStatement,
  type StatementType,
  statementToSign,
  statementTypes,
} from "@/lib/statement/statement";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { LogEntry, LogTree, TreeHead } from "@/server/ledger/ledger";

const { sha256 } = nodeSuite;
const secret = new Uint8Array(32).fill(7);

/** Holds entries whose trees are "sealed" as plain canonical JSON and whose signatures are zeros. */
export class MemoryLedger {
  readonly #entries: LogEntry[] = [];
  readonly #frontier = new Frontier(sha256);
  readonly #nodes = new Map<string, Uint8Array>();
  readonly #listeners = new Set<(size: number) => void>();
  readonly #seqs = new Map<string, number>();

  /** Appends a capture of these events, signed by nobody for `iss`. @returns its index */
  capture(iss: string, events: JsonObject[]): number {
    return this.#append(iss, statementTypes.capture, new Uint8Array(32), events);
  }

  /** Appends sealed records. @returns its index */
  record(iss: string, records: JsonObject[]): number {
    return this.#append(iss, statementTypes.record, new Uint8Array(32), records);
  }

  /** Appends a statement with a clear payload. @returns its index */
  clear(iss: string, typ: StatementType, record: JsonValue): number {
    return this.#append(iss, typ, canonicalBytes(record), []);
  }

  /** Overwrites the secret of an event, as an erasure does before its record is appended. */
  erase(leafIndex: number, ordinal: number): void {
    const entry = this.#entries[leafIndex];
    if (entry === undefined) throw new Error(`no entry ${leafIndex}`);
    const trees = entry.trees.map((tree, i) =>
      i === ordinal ? { root: tree.root, sealed: null, secret: null } : tree,
    );
    this.#entries[leafIndex] = { ...entry, trees };
  }

  head(): TreeHead {
    return { size: this.#entries.length, rootHash: this.#frontier.root() };
  }

  async *entries(from: number, to: number): AsyncGenerator<LogEntry> {
    for (let i = from; i < Math.min(to, this.#entries.length); i++) {
      const entry = this.#entries[i];
      if (entry !== undefined) yield entry;
    }
  }

  consistencyProof(size1: number, size2: number): Promise<Uint8Array[]> {
    const read = (ids: NodeId[]) =>
      ids.map(({ level, index }) => this.#nodes.get(`${level}/${index}`) ?? new Uint8Array(32));
    return consistencyProof({ read }, sha256, size1, size2);
  }

  openTree(tree: LogTree): JsonObject | null {
    return tree.sealed === null ? null : (parseJson(fromUtf8(tree.sealed)) as JsonObject);
  }

  onAppend(callback: (size: number) => void): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  #append(iss: string, typ: StatementType, payload: Uint8Array, values: JsonObject[]): number {
    const leafIndex = this.#entries.length;
    const seq = this.#seqs.get(iss) ?? 0;
    this.#seqs.set(iss, seq + 1);
    const header = {
      alg: -19 as const,
      kid: sha256(utf8(iss)),
      iss,
      sub: "test.example/log",
      iat: 1_750_000_000,
      typ,
      seq,
    };
    const { protectedBytes } = statementToSign(header, payload);
    const statement = encodeStatement(protectedBytes, payload, new Uint8Array(64));
    const trees = values.map((value) => {
      const sealed = canonicalBytes(value);
      return { root: sha256(sealed), sealed, secret };
    });
    const hash = leafHash(sha256, statement);
    this.#entries.push({
      leafIndex,
      leafHash: hash,
      statement,
      recordTimeMs: 1_750_000_000_000 + leafIndex,
      trees,
    });
    this.#frontier.append(hash, (level, index, node) => this.#nodes.set(`${level}/${index}`, node));
    for (const listener of this.#listeners) listener(leafIndex + 1);
    return leafIndex;
  }
}
