/** Disks that fail when told to. */
import type { Files, OpenFile } from "../files";
import { nodeFiles } from "../node-files";
import { OpenFiles } from "../open-files";

/** One call on its way to the disk. */
export interface Call {
  readonly operation:
    | "open"
    | "write"
    | "datasync"
    | "truncate"
    | "rename"
    | "remove"
    | "makeFolder"
    | "syncFolder";
  readonly path: string;
}

/** What happens to a call: nothing, an error instead, or half a write. */
export type Fate = Error | "short" | null;

/** Makes an error as the system reports it. */
export function systemError(code: "EIO" | "ENOSPC"): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

/**
 * Wraps the real disk. `fateOf` is asked before each call that changes something.
 * @returns the disk, and a function that closes what a ledger that came to a bad end left open
 */
export function faultyFiles(fateOf: (call: Call) => Fate): { files: Files; closeAll: () => Promise<void> } {
  const real = new OpenFiles(nodeFiles);
  const meet = (operation: Call["operation"], path: string): Fate => {
    const fate = fateOf({ operation, path });
    if (fate instanceof Error) throw fate;
    return fate;
  };
  const files: Files = {
    async open(path, mode) {
      if (mode === "update") meet("open", path);
      return faultyFile(await real.open(path, mode), meet);
    },
    read: (path) => real.read(path),
    list: (folder) => real.list(folder),
    async makeFolder(folder) {
      meet("makeFolder", folder);
      await real.makeFolder(folder);
    },
    async rename(from, to) {
      meet("rename", to);
      await real.rename(from, to);
    },
    async remove(path) {
      meet("remove", path);
      await real.remove(path);
    },
    async syncFolder(folder) {
      meet("syncFolder", folder);
      await real.syncFolder(folder);
    },
  };
  return { files, closeAll: () => real.closeAll() };
}

function faultyFile(file: OpenFile, meet: (operation: Call["operation"], path: string) => Fate): OpenFile {
  return {
    path: file.path,
    async write(bytes, position) {
      const isShort = meet("write", file.path) === "short";
      return file.write(isShort ? bytes.subarray(0, bytes.length >> 1) : bytes, position);
    },
    read: (length, position) => file.read(length, position),
    async datasync() {
      meet("datasync", file.path);
      await file.datasync();
    },
    async truncate(size) {
      meet("truncate", file.path);
      await file.truncate(size);
    },
    size: () => file.size(),
    close: () => file.close(),
  };
}
