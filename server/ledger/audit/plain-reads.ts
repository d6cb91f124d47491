/**
 * Reads files without going through the event loop: an audit's thread has nobody else to serve, and a read that waits its
 * turn there takes ten times as long.
 */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";

/** Files kept open; those of a ledger's payload are many, and read in order. */
const openMax = 64;

export class PlainReads {
  readonly #open = new Map<string, number>();

  /** Reads a whole file; null when there is none. */
  whole(path: string): Buffer | null {
    return absentAsNull(() => readFileSync(path));
  }

  /** Reads up to `length` bytes; shorter at the end of the file. @throws Error when there is no such file */
  part(path: string, length: number, position: number): Uint8Array {
    const file = this.#file(path);
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const count = readSync(file, bytes, filled, length - filled, position + filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  }

  /** Returns the bytes of a file. @throws Error when there is no such file */
  size(path: string): number {
    return fstatSync(this.#file(path)).size;
  }

  close(): void {
    for (const file of this.#open.values()) closeSync(file);
    this.#open.clear();
  }

  #file(path: string): number {
    const known = this.#open.get(path);
    if (known !== undefined) return known;
    if (this.#open.size >= openMax) this.close();
    const opened = openSync(path, "r");
    this.#open.set(path, opened);
    return opened;
  }
}

function absentAsNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

/** Tells whether an error says that a file is not there. */
export function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
