/** Asking a log to prove that it only grew (RFC 9162 §2.1.4). Loaded when this browser remembers a tree of another size. */
import { sha256 } from "@noble/hashes/sha2.js";
import { fromHex } from "@/lib/bytes";
import { formatConsistencyFile, parseConsistencyFile } from "@/lib/consistency/consistency-file";
import type { JsonValue } from "@/lib/json";
import { verifyConsistency } from "@/lib/merkle/verify";

/** A tree as this browser knows it. */
export interface KnownTree {
  size: number;
  /** hex */
  root: string;
  note?: string;
}

/** "unasked": nobody answered. "broken": the log gave no path, or one that does not lead from the older tree to the newer. */
export type Growth = { kind: "proven" } | { kind: "unasked" } | { kind: "broken"; path: Uint8Array[] | null };

function inOrder(a: KnownTree, b: KnownTree): [older: KnownTree, newer: KnownTree] {
  return a.size <= b.size ? [a, b] : [b, a];
}

/** Asks the log that serves this page, and checks its answer. Two roots of one size need no asking. */
export async function askGrowth(
  a: KnownTree,
  b: KnownTree,
  ask: typeof fetch = (...request) => fetch(...request),
): Promise<Growth> {
  const [older, newer] = inOrder(a, b);
  if (older.size === newer.size) return { kind: "broken", path: [] };
  let answer: Response;
  try {
    answer = await ask(`/proof/consistency/${older.size}/${newer.size}`, { cache: "no-cache" });
  } catch {
    return { kind: "unasked" };
  }
  if (answer.status >= 500 || answer.status === 429) return { kind: "unasked" };
  const path = await pathIn(answer);
  try {
    verifyConsistency(sha256, {
      size1: older.size,
      size2: newer.size,
      root1: fromHex(older.root),
      root2: fromHex(newer.root),
      path: path ?? [],
    });
    return { kind: "proven" };
  } catch {
    return { kind: "broken", path };
  }
}

/** A refusal, or an answer in another form, is no path. */
async function pathIn(answer: Response): Promise<Uint8Array[] | null> {
  try {
    return answer.ok ? parseConsistencyFile((await answer.json()) as JsonValue).path : null;
  } catch {
    return null;
  }
}

/** Writes both signed checkpoints and what the log answered into a file that `npm run verify` and the verifier page take. */
export function evidenceOf(a: KnownTree, b: KnownTree, path: Uint8Array[] | null): string {
  const [older, newer] = inOrder(a, b);
  const notes = {
    ...(older.note === undefined ? {} : { older: older.note }),
    ...(newer.note === undefined ? {} : { newer: newer.note }),
  };
  return JSON.stringify(
    formatConsistencyFile({ size1: older.size, size2: newer.size, path, ...notes }),
    null,
    2,
  );
}
