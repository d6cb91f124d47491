/** Remembers which files are open, so that whatever way a ledger ends, orderly or in the middle of opening, they close. */
import type { Files, OpenFile } from "./files";

export class OpenFiles implements Files {
  readonly #files: Files;
  readonly #open = new Set<OpenFile>();
  readonly read: Files["read"];
  readonly list: Files["list"];
  readonly makeFolder: Files["makeFolder"];
  readonly rename: Files["rename"];
  readonly remove: Files["remove"];
  readonly syncFolder: Files["syncFolder"];

  constructor(files: Files) {
    this.#files = files;
    this.read = (path) => files.read(path);
    this.list = (folder) => files.list(folder);
    this.makeFolder = (folder) => files.makeFolder(folder);
    this.rename = (from, to) => files.rename(from, to);
    this.remove = (path) => files.remove(path);
    this.syncFolder = (folder) => files.syncFolder(folder);
  }

  async open(path: string, mode: "read" | "update"): Promise<OpenFile> {
    const file = await this.#files.open(path, mode);
    const close = file.close.bind(file);
    file.close = async () => {
      this.#open.delete(file);
      await close();
    };
    this.#open.add(file);
    return file;
  }

  /** Closes every file still open. */
  async closeAll(): Promise<void> {
    for (const file of [...this.#open]) await file.close();
  }
}
