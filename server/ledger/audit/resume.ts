/** Where a later audit may go on from: a size in full tiles, the tree so far, and the state of the log there. */
import { fromBase64, fromHex, toBase64, toHex } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { Frontier } from "@/lib/merkle/frontier";
import { nodeSuite } from "@/server/crypto/node-suite";

import { decodeSnapshot, encodeSnapshot, type WalSnapshot } from "../wal/snapshot";

const { sha256 } = nodeSuite;

/** What an audit that found nothing wrong leaves behind. */
export interface ResumePoint {
  readonly origin: string;
  readonly vkey: string;
  readonly size: number;
  readonly rootHash: Uint8Array;
  readonly edge: Frontier;
  readonly state: WalSnapshot;
  /** When the audit ended, ms since 1970. */
  readonly atMs: number;
}

/** Writes a point as text, to be kept beside the data. */
export function encodeResumePoint({ origin, vkey, size, rootHash, edge, state, atMs }: ResumePoint): string {
  const fields = {
    version: 1,
    origin,
    vkey,
    size,
    rootHash: toHex(rootHash),
    edge: toBase64(edge.serialise()),
    state: toBase64(encodeSnapshot(state)),
    atMs,
  };
  return `${JSON.stringify(fields, null, 2)}\n`;
}

/** Reads what `encodeResumePoint` wrote. @throws DomainError malformed on anything else */
export function decodeResumePoint(path: string, text: string): ResumePoint {
  try {
    const { version, origin, vkey, size, rootHash, edge, state, atMs } = JSON.parse(text);
    const frontier = Frontier.restore(sha256, fromBase64(edge));
    const isWhole = version === 1 && frontier.size === size && toHex(frontier.root()) === rootHash;
    if (isWhole) {
      const snapshot = decodeSnapshot(path, fromBase64(state));
      return { origin, vkey, size, rootHash: fromHex(rootHash), edge: frontier, state: snapshot, atMs };
    }
  } catch (cause) {
    throw new DomainError("malformed", `${path}: expected the end of an audit, got other bytes`, { cause });
  }
  throw new DomainError("malformed", `${path}: expected the end of an audit of version 1, got another`);
}
