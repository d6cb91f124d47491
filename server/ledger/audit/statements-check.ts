/**
 * What can be said of a tile's statements without the log before them: that they decode, that the key they name has
 * signed them, that their trees are those they sign. Who may append what is judged afterwards, in order (log-check).
 */
import { equalBytes } from "@/lib/bytes";
import { isPlausibleTime } from "@/lib/membership/membership";
import { leafHash } from "@/lib/merkle/hash";
import { signedMessage } from "@/lib/statement/sign1";
import { type Statement, statementTypes } from "@/lib/statement/statement";
import type { StatementReader } from "@/lib/statement/statement-reader";
import { requireTreesOf } from "../log-state";
import type { Verifier } from "./key-table";

/** An entry as read, with what its payload block says of it; null where that could not be read. */
export interface ReadEntry {
  readonly bytes: Uint8Array;
  readonly recordTimeMs: number | null;
  readonly roots: readonly Uint8Array[] | null;
}

/** An entry and what was found of it alone. */
export interface JudgedEntry {
  /** A copy, so that it can go to another thread. */
  readonly bytes: Uint8Array;
  readonly recordTimeMs: number | null;
  readonly treeCount: number | null;
  /** What is wrong with its trees. */
  readonly treesFault: string | null;
  /** Whether the key it names has signed it; false also when that key is not known here. */
  readonly isSigned: boolean;
}

/** Statements that differ in time, counter and payload only: who may append the first may append all. */
export interface Signer {
  /** The first of them. */
  readonly bytes: Uint8Array;
  readonly count: number;
}

/** Statements of one key, whose counters follow each other. */
export interface Counted {
  readonly kid: Uint8Array;
  readonly firstSeq: number;
  readonly count: number;
}

/** A tile of captures and records with nothing to say of any single one; or each entry, null where its bytes are lost. */
export type StatementsReport =
  | {
      readonly kind: "ordinary";
      readonly signers: readonly Signer[];
      readonly counted: readonly Counted[];
      readonly firstTimeMs: number;
      readonly lastTimeMs: number;
      readonly treeCount: number;
    }
  | { readonly kind: "each"; readonly entries: readonly (JudgedEntry | null)[] };

export interface StatementsTask {
  readonly verifier: Verifier;
  readonly reader: StatementReader;
  /** Say of each entry, even when there is nothing to say. */
  readonly wantsEach: boolean;
}

/** Checks the statements of a tile. */
export function checkStatements(
  task: StatementsTask,
  entries: readonly (ReadEntry | null)[],
): StatementsReport {
  const judged = entries.map((entry) => (entry === null ? null : judge(task, entry)));
  const ordinary = task.wantsEach ? null : ordinaryReport(entries, judged);
  return ordinary ?? { kind: "each", entries: judged.map((entry) => entry && copyOf(entry.entry)) };
}

/** Checks one statement. */
export function judgeEntry(task: StatementsTask, entry: ReadEntry): JudgedEntry {
  return copyOf(judge(task, entry).entry);
}

function copyOf(entry: JudgedEntry): JudgedEntry {
  return { ...entry, bytes: new Uint8Array(entry.bytes) };
}

interface Judged {
  readonly statement: Statement | null;
  readonly entry: JudgedEntry;
}

function judge({ verifier, reader }: StatementsTask, { bytes, recordTimeMs, roots }: ReadEntry): Judged {
  let statement: Statement | null = null;
  try {
    statement = reader.read(bytes);
  } catch {
    // Said when it is replayed.
  }
  const entry = {
    bytes,
    recordTimeMs,
    treeCount: roots?.length ?? null,
    treesFault: statement === null || roots === null ? null : treesFaultOf(verifier, statement, roots),
    isSigned: statement !== null && isSigned(verifier, statement),
  };
  return { statement, entry };
}

function isSigned(
  { suite, keys }: Verifier,
  { header, protectedBytes, payload, signature }: Statement,
): boolean {
  const key = keys.of(header.kid);
  if (key === undefined || key.alg !== header.alg) return false;
  return suite.verify(key, messageOf(protectedBytes, payload), signature) === true;
}

/** Everything before the lengths: `signedMessage` of nothing, less its two empty strings and the one between them. */
const context = signedMessage(new Uint8Array(), new Uint8Array()).subarray(0, -3);
const scratch = new Uint8Array(512);

/** As `signedMessage`, in a buffer of its own for the lengths that captures have: verifying keeps no view of it. */
function messageOf(protectedBytes: Uint8Array, payload: Uint8Array): Uint8Array {
  const { length } = protectedBytes;
  if (length < 24 || length > 255 || payload.length !== 32) return signedMessage(protectedBytes, payload);
  let at = context.length;
  if (scratch[0] === 0) scratch.set(context);
  scratch[at++] = 0x58;
  scratch[at++] = length;
  scratch.set(protectedBytes, at);
  at += length;
  scratch[at++] = 0x40;
  scratch[at++] = 0x58;
  scratch[at++] = 32;
  scratch.set(payload, at);
  return scratch.subarray(0, at + 32);
}

function treesFaultOf(
  { suite }: Verifier,
  statement: Statement,
  roots: readonly Uint8Array[],
): string | null {
  const { typ } = statement.header;
  const [only] = roots;
  // What nearly all captures are: one event, so its leaf hash is the root.
  if (
    only !== undefined &&
    roots.length === 1 &&
    (typ === statementTypes.capture || typ === statementTypes.record)
  ) {
    if (equalBytes(leafHash(suite.sha256, only), statement.payload)) return null;
  }
  try {
    requireTreesOf(
      suite,
      statement,
      roots.map((root) => ({ root })),
    );
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function ordinaryReport(
  entries: readonly (ReadEntry | null)[],
  judged: readonly (Judged | null)[],
): StatementsReport | null {
  const signers = new Map<string, { bytes: Uint8Array; count: number }>();
  const counted = new Map<string, { kid: Uint8Array; firstSeq: number; count: number }>();
  let treeCount = 0;
  let lastTimeMs = 0;
  for (const [i, one] of judged.entries()) {
    const recordTimeMs = entries[i]?.recordTimeMs ?? -1;
    if (one === null || !isOrdinary(one) || recordTimeMs < lastTimeMs) return null;
    lastTimeMs = recordTimeMs;
    treeCount += one.entry.treeCount ?? 0;
    if (!count(one.statement, one.entry.bytes, { signers, counted })) return null;
  }
  return {
    kind: "ordinary",
    signers: [...signers.values()].map(({ bytes, count }) => ({ bytes: new Uint8Array(bytes), count })),
    counted: [...counted.values()].map((key) => ({ ...key, kid: new Uint8Array(key.kid) })),
    firstTimeMs: entries[0]?.recordTimeMs ?? 0,
    lastTimeMs,
    treeCount,
  };
}

function isOrdinary(one: Judged): one is Judged & { statement: Statement } {
  const { statement, entry } = one;
  if (statement === null || !entry.isSigned || entry.treeCount === null || entry.treesFault !== null)
    return false;
  const { typ, iat } = statement.header;
  return (typ === statementTypes.capture || typ === statementTypes.record) && isPlausibleTime(iat);
}

/** Counts a statement with its kind and its key; false when its counter does not follow. */
function count(
  { header }: Statement,
  bytes: Uint8Array,
  into: {
    signers: Map<string, { bytes: Uint8Array; count: number }>;
    counted: Map<string, { kid: Uint8Array; firstSeq: number; count: number }>;
  },
): boolean {
  const { kid, iss, sub, typ, alg, seq } = header;
  const name = Buffer.from(kid.buffer, kid.byteOffset, kid.byteLength).toString("latin1");
  const kind = `${name}${alg} ${typ} ${iss} ${sub}`;
  const signer = into.signers.get(kind);
  if (signer === undefined) into.signers.set(kind, { bytes, count: 1 });
  else signer.count++;
  const key = into.counted.get(name);
  if (key === undefined) {
    into.counted.set(name, { kid, firstSeq: seq, count: 1 });
    return true;
  }
  if (key.firstSeq + key.count !== seq) return false;
  key.count++;
  return true;
}
