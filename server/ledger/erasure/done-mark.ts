/**
 * How far the erasures of a log are known to be carried out, so that a start need not read the whole log for them:
 * `<ledger>/erased` = `"suyuanE1" ‖ u32 CRC-32C ‖ u64 entries`, big-endian. Without the file, or with one that does not
 * hold, every entry is looked at; a restore leaves it out, since its files may be older than its log.
 */
import { join } from "node:path";
import { concatBytes, equalBytes, utf8 } from "@/lib/bytes";
import { crc32c } from "../crc32c";
import { LedgerDamage } from "../damage";
import type { Files } from "../files";
import { writeFileWhole } from "../files";

const begin = utf8("suyuanE1");

/** The path of the mark in a ledger's folder. */
export function doneMarkPath(dir: string): string {
  return join(dir, "erased");
}

/** Writes down that every erasure among the first `size` entries is carried out. A crash leaves the mark before. */
export async function writeDoneMark(files: Files, dir: string, size: number): Promise<void> {
  const [count, crc] = [new Uint8Array(8), new Uint8Array(4)];
  new DataView(count.buffer).setBigUint64(0, BigInt(size));
  new DataView(crc.buffer).setUint32(0, crc32c(count));
  await writeFileWhole(files, doneMarkPath(dir), concatBytes(begin, crc, count));
}

/**
 * Reads the mark; 0 when there is none.
 * @throws LedgerDamage when it was changed
 */
export async function readDoneMark(files: Files, dir: string): Promise<number> {
  const path = doneMarkPath(dir);
  const bytes = await files.read(path);
  if (bytes === null) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isWhole = bytes.length === 20 && equalBytes(bytes.subarray(0, 8), begin);
  if (!isWhole || view.getUint32(8) !== crc32c(bytes.subarray(12))) {
    throw new LedgerDamage(path, 0, "expected a mark with a right CRC, got a changed one");
  }
  return Number(view.getBigUint64(12));
}
