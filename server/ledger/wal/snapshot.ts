/**
 * What a replay has to know before the first frame of a segment, kept beside it, so that segments before it can go:
 * `"suyuanS1" ‖ u32 CRC-32C ‖ JSON`.
 */
import { concatBytes, equalBytes, fromBase64, fromUtf8, toBase64, utf8 } from "@/lib/bytes";
import { crc32c } from "../crc32c";
import { LedgerDamage } from "../damage";
import type { MembershipSnapshot } from "../membership-log";

export interface WalSnapshot {
  /** Trees in the log so far. */
  readonly trees: number;
  /** Log time of the last entry. */
  readonly recordTimeMs: number;
  /** Log time of the last `membership.state`. */
  readonly stateTimeMs: number;
  readonly membership: MembershipSnapshot;
}

const begin = utf8("suyuanS1");

export function encodeSnapshot({ membership, ...rest }: WalSnapshot): Uint8Array {
  const changes = membership.changes.map(({ index, bytes }) => ({ index, bytes: toBase64(bytes) }));
  const json = utf8(JSON.stringify({ ...rest, membership: { ...membership, changes } }));
  const crc = new Uint8Array(4);
  new DataView(crc.buffer).setUint32(0, crc32c(json));
  return concatBytes(begin, crc, json);
}

/** Reads what `encodeSnapshot` wrote. @throws LedgerDamage when it is missing or was changed */
export function decodeSnapshot(path: string, bytes: Uint8Array | null): WalSnapshot {
  if (bytes === null) throw new LedgerDamage(path, 0, "expected the state before its WAL segment, got none");
  const json = bytes.subarray(12);
  const crc = bytes.length < 12 ? -1 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(8);
  if (!equalBytes(bytes.subarray(0, 8), begin) || crc !== crc32c(json)) {
    throw new LedgerDamage(path, 0, "expected a state with a right CRC, got a changed one");
  }
  const { membership, ...rest } = JSON.parse(fromUtf8(json));
  const changes = membership.changes.map((change: { index: number; bytes: string }) => ({
    index: change.index,
    bytes: fromBase64(change.bytes),
  }));
  return { ...rest, membership: { ...membership, changes } };
}
