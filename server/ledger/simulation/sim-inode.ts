/**
 * One file on a simulated disk: what reads return, and what a power cut leaves of it. Sectors of 512 bytes are whole or
 * absent, each for itself, in any order (DESIGN §3; tlog's journal counts on no more than that).
 */
import { equalBytes } from "@/lib/bytes";
import type { Random } from "./random";

const sectorBytes = 512;

export class SimInode {
  #read: Uint8Array;
  #durable: Uint8Array;
  /** What each sector not yet synced held since the last sync, oldest first. */
  #dirty = new Map<number, Uint8Array[]>();

  constructor(bytes: Uint8Array = new Uint8Array()) {
    this.#read = bytes;
    this.#durable = bytes.slice();
  }

  /** What reads return. */
  get bytes(): Uint8Array {
    return this.#read;
  }

  /** What is certain to outlast a power cut: another array whenever it is another content. */
  get durable(): Uint8Array {
    return this.#durable;
  }

  /** Whether a sync would have nothing to write. */
  get isSynced(): boolean {
    return this.#dirty.size === 0;
  }

  write(bytes: Uint8Array, position: number): void {
    const end = position + bytes.length;
    if (end > this.#read.length) this.#read = resized(this.#read, end);
    this.#read.set(bytes, position);
    for (let sector = Math.floor(position / sectorBytes); sector * sectorBytes < end; sector++) {
      const versions = this.#dirty.get(sector) ?? [];
      versions.push(sectorOf(this.#read, sector));
      this.#dirty.set(sector, versions);
    }
  }

  truncate(size: number): void {
    this.#read = resized(this.#read, size);
    for (const sector of this.#dirty.keys()) if (sector * sectorBytes >= size) this.#dirty.delete(sector);
  }

  /** What fdatasync does. After a failed one the rest of the dirty sectors are marked clean, and never written. */
  sync(): void {
    this.#durable = resized(this.#durable, this.#read.length);
    for (const sector of this.#dirty.keys()) this.#persist(sector, sectorOf(this.#read, sector));
    this.#dirty.clear();
  }

  /** What an fdatasync that fails does: some sectors reached the disk, and none will any more. */
  failSync(random: Random): void {
    this.#durable = this.#durable.slice();
    for (const sector of this.#dirty.keys()) {
      if (sector * sectorBytes < this.#durable.length && random.oneIn(3)) {
        this.#persist(sector, sectorOf(this.#read, sector));
      }
    }
    this.#dirty.clear();
  }

  /** What a power cut leaves. */
  cutPower(random: Random): void {
    const fate = random.below(4);
    this.#durable = this.#durable.slice();
    if (this.#read.length !== this.#durable.length && fate !== 0) {
      this.#durable = resized(this.#durable, this.#read.length);
    }
    for (const [sector, versions] of this.#dirty) {
      const isKept = fate === 1 || (fate > 1 && random.oneIn(2));
      const version = fate === 1 ? versions.at(-1) : random.pick(versions);
      if (isKept && version !== undefined) this.#persist(sector, version);
    }
    this.#dirty.clear();
    this.#read = this.#durable.slice();
  }

  /** Whether a write would change nothing that reads return. */
  holds(bytes: Uint8Array, position: number): boolean {
    return equalBytes(this.#read.subarray(position, position + bytes.length), bytes);
  }

  /** The file as a copy of the disk has it. */
  copy(): SimInode {
    return new SimInode(this.#durable.slice());
  }

  #persist(sector: number, bytes: Uint8Array): void {
    const start = sector * sectorBytes;
    if (start >= this.#durable.length) return;
    this.#durable.set(bytes.subarray(0, this.#durable.length - start), start);
  }
}

function sectorOf(bytes: Uint8Array, sector: number): Uint8Array {
  return bytes.slice(sector * sectorBytes, (sector + 1) * sectorBytes);
}

function resized(bytes: Uint8Array, size: number): Uint8Array {
  const copy = new Uint8Array(size);
  copy.set(bytes.subarray(0, size));
  return copy;
}
