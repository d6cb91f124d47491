/**
 * The few file operations the ledger is made of, behind one interface, so that a test can make any of them fail.
 * Each method is one system call (or the loop that reads to the end), without retries.
 */

/** An open file. Positions are absolute; nothing depends on a file cursor. */
export interface OpenFile {
  readonly path: string;
  /** Writes bytes at a position and returns how many were written, which may be fewer (pwrite(2)). */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Reads up to `length` bytes; shorter at the end of the file. */
  read(length: number, position: number): Promise<Uint8Array>;
  /** Makes the data, and the size, survive a power cut (fdatasync(2)). */
  datasync(): Promise<void>;
  truncate(size: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

export interface Files {
  /** Opens for reading, or for reading and writing: `update` makes the file when absent, keeping what it holds. */
  open(path: string, mode: "read" | "update"): Promise<OpenFile>;
  /** Reads a whole file; null when there is none. */
  read(path: string): Promise<Uint8Array | null>;
  /** Lists names in a folder, sorted; none when there is no such folder. */
  list(folder: string): Promise<string[]>;
  /** Makes a folder and its parents. */
  makeFolder(folder: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; none to remove is no error. */
  remove(path: string): Promise<void>;
  /** Makes created, renamed and removed names in a folder survive a power cut. */
  syncFolder(folder: string): Promise<void>;
}

/** Tells whether an error says that the disk, or the quota, is full. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}

/**
 * Writes all bytes at a position.
 * @throws Error on a short write, which is a failed write: its batch is never taken for written; what stopped it, a
 * full disk most often, is the error where the disk tells it
 */
export async function writeAll(file: OpenFile, bytes: Uint8Array, position: number): Promise<void> {
  const written = await file.write(bytes, position);
  if (written === bytes.length) return;
  // A disk that fills up takes a part, and says so only to whoever tries the rest.
  await file.write(bytes.subarray(written), position + written);
  throw new Error(`${file.path}: short write at ${position}: ${written} of ${bytes.length} bytes`);
}

/**
 * Puts a whole file in place so that it is either absent or complete: temporary name → fdatasync → rename.
 * The caller syncs the folder. A crash before the rename leaves `<path>.tmp`, which the next write replaces.
 */
export async function writeFileWhole(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await files.open(temporary, "update");
  try {
    await file.truncate(0);
    await writeAll(file, bytes, 0);
    await file.datasync();
  } finally {
    await file.close();
  }
  await files.rename(temporary, path);
}
