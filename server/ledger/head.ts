/**
 * The head: what the ledger last said of itself. Two files, written in turn, so that a crash in the middle of one
 * leaves the other (DESIGN §3).
 *
 * A slot is 16 kB: 32 sectors of 512, each `u64 generation ‖ u32 crc32c ‖ 500 bytes of JSON, zero-padded`.
 * Disks write whole sectors, so a slot cut off by a power failure has whole sectors of two generations; a flipped
 * bit breaks the CRC of one sector. That is how the two are told apart: the first is forgiven, the second is not.
 * Slots were eight sectors once, too small for ML-DSA signatures; such files are read, and replaced when opened.
 */
import { join } from "node:path";
import { fromUtf8, toHex, utf8 } from "@/lib/bytes";
import { invariant } from "@/lib/errors";
import { crc32c } from "./crc32c";
import { LedgerDamage } from "./damage";
import type { Files, OpenFile } from "./files";
import { writeAll, writeFileWhole } from "./files";
import type { AdmissionRule } from "./ledger";

export interface Head {
  /** Counts openings; each WAL frame carries it. */
  readonly epoch: number;
  /** Durable entries, and the root over them, when this was written. Hexadecimal, 32 bytes. */
  readonly size: number;
  readonly root: string;
  /** Entries below are in tiles, payload and secrets files, synced; a multiple of 256. */
  readonly tiled: number;
  readonly origin: string;
  readonly vkey: string;
  readonly admission: AdmissionRule;
  /** The last signed checkpoint, a C2SP signed note; "" before the first. */
  readonly checkpoint: string;
  /** Where the WAL ended, after a clean shutdown; null while running and after a crash. */
  readonly clean: { readonly segment: number; readonly offset: number } | null;
}

const sectorBytes = 512;
const sectorCount = 32;
const sectorCountOnce = 8;
const sectorHeaderBytes = 12;
const contentBytes = sectorBytes - sectorHeaderBytes;
export const slotBytes = sectorBytes * sectorCount;
const slotBytesOnce = sectorBytes * sectorCountOnce;

/** Writes a slot. @throws Error (invariant) when the head does not fit into 16,000 bytes */
export function encodeSlot(head: Head, generation: number): Uint8Array {
  const text = utf8(JSON.stringify(head));
  invariant(text.length <= contentBytes * sectorCount, `a head of ${text.length} bytes fits its slot`);
  const slot = new Uint8Array(slotBytes);
  const view = new DataView(slot.buffer);
  for (let i = 0; i < sectorCount; i++) {
    const start = i * sectorBytes;
    slot.set(text.subarray(i * contentBytes, (i + 1) * contentBytes), start + sectorHeaderBytes);
    view.setBigUint64(start, BigInt(generation));
    view.setUint32(start + 8, sectorCrc(slot.subarray(start, start + sectorBytes)));
  }
  return slot;
}

/** A slot as read: whole, or a mix of two writes, as a power failure leaves it. */
export type Slot = { readonly generation: number; readonly head: Head } | { readonly torn: number[] };

/**
 * Reads a slot.
 * @throws LedgerDamage naming the sector that was changed after it was written
 */
export function decodeSlot(path: string, slot: Uint8Array): Slot {
  if (slot.length !== slotBytes && slot.length !== slotBytesOnce) {
    throw new LedgerDamage(path, slot.length, `expected ${slotBytes} bytes, got ${slot.length}`);
  }
  const view = new DataView(slot.buffer, slot.byteOffset, slot.byteLength);
  const generations = new Set<number>();
  const content = new Uint8Array(contentBytes * sectorCount);
  for (let start = 0; start < slot.length; start += sectorBytes) {
    const sector = slot.subarray(start, start + sectorBytes);
    if (view.getUint32(start + 8) !== sectorCrc(sector)) {
      throw new LedgerDamage(path, start, "expected a head sector with a right CRC, got a changed one");
    }
    generations.add(Number(view.getBigUint64(start)));
    content.set(sector.subarray(sectorHeaderBytes), (start / sectorBytes) * contentBytes);
  }
  const [generation, other] = generations;
  if (generation === undefined || other !== undefined) return { torn: [...generations] };
  return { generation, head: parseHead(path, fromUtf8(trimZeros(content))) };
}

function parseHead(path: string, text: string): Head {
  try {
    const head = JSON.parse(text) as Head;
    // Heads written before there was a choice do not say.
    return { ...head, admission: head.admission ?? "membership" };
  } catch {
    throw new LedgerDamage(path, 0, "expected a whole head, got the beginning of one");
  }
}

/** The two head files of a folder. */
export class HeadStore {
  readonly #slots: readonly [OpenFile, OpenFile];
  #generation: number;
  #head: Head;
  readonly #fatal: (error: unknown) => never;

  private constructor(
    slots: readonly [OpenFile, OpenFile],
    state: { generation: number; head: Head },
    fatal: (error: unknown) => never,
  ) {
    this.#slots = slots;
    this.#generation = state.generation;
    this.#head = state.head;
    this.#fatal = fatal;
  }

  /** The last head written. */
  get head(): Head {
    return this.#head;
  }

  /**
   * Makes both files. A crash before the second rename leaves no `head.b`, which means: not founded yet.
   */
  static async create(files: Files, dir: string, head: Head): Promise<void> {
    await writeFileWhole(files, headPath(dir, 0), encodeSlot(head, 1));
    await files.syncFolder(dir);
    await writeFileWhole(files, headPath(dir, 1), encodeSlot(head, 2));
    await files.syncFolder(dir);
  }

  /**
   * Opens both files, picks the newer whole head, and writes it where it is once more: a process that was killed may
   * have left it in the page cache only. Before it is on the disk nobody may be told of it, and the other slot, then the
   * only whole one, must not be written over.
   * @throws LedgerDamage when a slot was changed, is missing, or does not follow the other
   */
  static async open(
    files: Files,
    dir: string,
    options: { onNotice: (line: string) => void; fatal: (error: unknown) => never },
  ): Promise<HeadStore> {
    const { generation: found, head, notice } = await readHead(files, dir);
    if (notice !== null) options.onNotice(notice);
    const generation = found + (await enlarge(files, dir, { generation: found, head }));
    const slots = [
      await files.open(headPath(dir, 0), "update"),
      await files.open(headPath(dir, 1), "update"),
    ] as const;
    const heads = new HeadStore(slots, { generation, head }, options.fatal);
    await heads.#put(head, generation);
    return heads;
  }

  /**
   * Writes the next head over the older slot and syncs it. A crash leaves the slot old, new or torn, and the other
   * slot whole. A failure ends the process: what the disk holds is then unknown.
   */
  async write(head: Head): Promise<void> {
    const generation = this.#generation + 1;
    await this.#put(head, generation);
    this.#generation = generation;
    this.#head = head;
  }

  async #put(head: Head, generation: number): Promise<void> {
    const file = this.#slots[generation % 2 === 1 ? 0 : 1];
    try {
      await writeAll(file, encodeSlot(head, generation), 0);
      await file.datasync();
    } catch (error) {
      this.#fatal(error);
    }
  }
}

/**
 * Replaces files of the old length, each whole by rename, so that no write in place ever makes one longer: the head
 * goes over the older slot as its next generation, then over the other. A crash leaves what any two writes would.
 * @returns how many generations it wrote
 */
async function enlarge(files: Files, dir: string, { generation, head }: WholeSlot): Promise<number> {
  const lengths = await Promise.all(
    ([0, 1] as const).map(async (slot) => (await files.read(headPath(dir, slot)))?.length),
  );
  if (lengths.every((length) => length === slotBytes)) return 0;
  for (const next of [generation + 1, generation + 2]) {
    await writeFileWhole(files, headPath(dir, next % 2 === 1 ? 0 : 1), encodeSlot(head, next));
    await files.syncFolder(dir);
  }
  return 2;
}

/** Tells whether the folder holds a founded ledger. */
export async function isFounded(files: Files, dir: string): Promise<boolean> {
  return (await files.list(dir)).includes("head.b");
}

/**
 * Reads the newer whole head of a folder.
 * @throws LedgerDamage as `HeadStore.open` does
 */
export async function readHead(
  files: Files,
  dir: string,
): Promise<{ generation: number; head: Head; notice: string | null }> {
  const [a, b] = [await readSlot(files, headPath(dir, 0)), await readSlot(files, headPath(dir, 1))];
  if ("torn" in a && "torn" in b) {
    throw new LedgerDamage(headPath(dir, 0), 0, "expected one whole head, got two halves");
  }
  if ("torn" in a || "torn" in b) {
    const [path, torn, whole] = "torn" in a ? [headPath(dir, 0), a, b] : [headPath(dir, 1), b, a];
    return tornBeside(path, torn as { torn: number[] }, whole as WholeSlot);
  }
  const newer = a.generation > b.generation ? a : b;
  // The older slot's generation is one less, and odd generations live in head.a.
  if (Math.abs(a.generation - b.generation) !== 1 || a.generation % 2 !== 1) {
    const found = `expected generations that follow each other, got ${a.generation} and ${b.generation}`;
    throw new LedgerDamage(headPath(dir, 0), 0, found);
  }
  return { ...newer, notice: null };
}

type WholeSlot = { generation: number; head: Head };

function tornBeside(path: string, { torn }: { torn: number[] }, { generation, head }: WholeSlot) {
  const isInterruptedWrite =
    torn.length === 2 && torn.includes(generation - 1) && torn.includes(generation + 1);
  if (!isInterruptedWrite) {
    throw new LedgerDamage(path, 0, `expected sectors of one write, got of writes ${torn.join(", ")}`);
  }
  const notice = `recovered: ${path}: a head write was cut off by the crash; the one before it stands`;
  return { generation, head, notice };
}

async function readSlot(files: Files, path: string): Promise<Slot> {
  const bytes = await files.read(path);
  if (bytes === null) throw new LedgerDamage(path, 0, "expected a head file, got none");
  return decodeSlot(path, bytes);
}

function headPath(dir: string, slot: 0 | 1): string {
  return join(dir, slot === 0 ? "head.a" : "head.b");
}

function sectorCrc(sector: Uint8Array): number {
  return crc32c(sector.subarray(sectorHeaderBytes), crc32c(sector.subarray(0, 8)));
}

function trimZeros(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.subarray(0, end);
}

/** Writes a root as the head holds it. */
export function headRoot(rootHash: Uint8Array): string {
  return toHex(rootHash);
}
