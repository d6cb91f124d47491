/**
 * A backup being written: files go into its folder, each hashed while it is copied and synced before the manifest names
 * it. A file that the generation before has already is linked, not copied. Nothing is ever linked to the data folder:
 * a copy that shares its blocks with the original is lost with it.
 */
import { createHash } from "node:crypto";
import { chmod, link, mkdir, open, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { nodeFiles } from "@/server/ledger/node-files";
import { fileChunks } from "./file-chunks";
import { type BackupFile, formatManifest, type Manifest, manifestName } from "./manifest";

/** A finished generation whose files may be linked to. */
export interface Earlier {
  readonly folder: string;
  readonly files: ReadonlyMap<string, BackupFile>;
}

/** How much was copied, and how much was there already. */
export interface DraftCounts {
  copiedFiles: number;
  copiedBytes: number;
  linkedFiles: number;
  linkedBytes: number;
}

/** Times of files may be as coarse as this: one changed later than so before it was read may change again unseen. */
const settledAfterMs = 2000;

export class Draft {
  readonly folder: string;
  readonly counts: DraftCounts = { copiedFiles: 0, copiedBytes: 0, linkedFiles: 0, linkedBytes: 0 };
  readonly #earlier: Earlier | null;
  readonly #onProgress: (counts: DraftCounts) => void;
  readonly #files = new Map<string, BackupFile>();
  /** Files written by this draft, not linked. */
  readonly #written = new Set<string>();
  readonly #folders = new Set<string>();

  constructor(folder: string, earlier: Earlier | null, onProgress: (counts: DraftCounts) => void) {
    this.folder = folder;
    this.#earlier = earlier;
    this.#onProgress = onProgress;
  }

  /** The files so far, by path. */
  get files(): ReadonlyMap<string, BackupFile> {
    return this.#files;
  }

  /** The files that were written and not linked. */
  get written(): ReadonlySet<string> {
    return this.#written;
  }

  /** Writes a file from its parts; one that is there is written anew. */
  async add(
    path: string,
    parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    source: string | null = null,
  ): Promise<void> {
    await this.#makeFolder(dirname(path));
    const hash = createHash("sha256");
    // Not over what is there, which may be linked to the generation before.
    await rm(join(this.folder, path), { force: true });
    const file = await open(join(this.folder, path), "wx", 0o600);
    let size = 0;
    try {
      for await (const part of parts) {
        hash.update(part);
        await file.writeFile(part);
        size += part.length;
        this.counts.copiedBytes += part.length;
        this.#onProgress(this.counts);
      }
      await file.datasync();
    } finally {
      await file.close();
    }
    this.counts.copiedFiles++;
    this.#written.add(path);
    this.#files.set(path, { path, size, sha256: hash.digest("hex"), source });
  }

  /** Copies the first `length` bytes of a file, or links it when neither it nor that length has changed. */
  async copy(path: string, from: string, length?: number): Promise<void> {
    const found = await stat(from, { bigint: true });
    const size = length ?? Number(found.size);
    const mark = `${found.ino}:${found.size}:${found.mtimeNs}:${found.ctimeNs}`;
    const known = this.#earlier?.files.get(path);
    if (known?.source === mark && known.size === size && (await this.link(path))) return;
    const isSettled = Date.now() - Number(found.ctimeNs / 1_000_000n) > settledAfterMs;
    await this.add(path, fileChunks(from, size), isSettled ? mark : null);
  }

  /** Links a file of the generation before; false when that has none of this name, or the disk has no links. */
  async link(path: string): Promise<boolean> {
    const known = this.#earlier?.files.get(path);
    if (this.#earlier === null || known === undefined) return false;
    await this.#makeFolder(dirname(path));
    try {
      await link(join(this.#earlier.folder, path), join(this.folder, path));
    } catch {
      return false;
    }
    this.#files.set(path, known);
    this.counts.linkedFiles++;
    this.counts.linkedBytes += known.size;
    this.#onProgress(this.counts);
    return true;
  }

  /** Writes the manifest and makes everything durable. A crash before it returns leaves a partial generation. */
  async finish(manifest: Omit<Manifest, "files">): Promise<Manifest> {
    const files = [...this.#files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    const whole = { ...manifest, files };
    const file = await open(join(this.folder, manifestName), "w", 0o600);
    try {
      await file.writeFile(formatManifest(whole));
      await file.sync();
    } finally {
      await file.close();
    }
    await this.syncFolders();
    return whole;
  }

  /** Makes the names of all files durable. */
  async syncFolders(): Promise<void> {
    const deepestFirst = [...this.#folders].sort((a, b) => b.length - a.length);
    for (const folder of [...deepestFirst, "."]) await nodeFiles.syncFolder(join(this.folder, folder));
  }

  async #makeFolder(folder: string): Promise<void> {
    if (this.#folders.has(folder)) return;
    if (folder !== ".") {
      await this.#makeFolder(dirname(folder));
      await mkdir(join(this.folder, folder), { recursive: true, mode: 0o700 });
      this.#folders.add(folder);
      return;
    }
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await chmod(this.folder, 0o700);
  }
}
