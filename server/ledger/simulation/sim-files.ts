/** A process's view of a simulated disk: every call takes its turn twice, to happen and to return, and a dead process makes none. */
import type { Files, OpenFile } from "../files";
import type { Scheduler } from "./scheduler";
import type { SimDisk } from "./sim-disk";
import type { SimInode } from "./sim-inode";

/** Rules that tests break to see whether anybody notices. */
export interface BrokenDisk {
  /** Paths whose fdatasync does nothing. */
  readonly skipsSync?: RegExp;
  /** Whether syncing a folder does nothing. */
  readonly skipsFolderSync?: boolean;
  /** Paths to which nothing is written that they hold already. */
  readonly skipsRewrite?: RegExp;
}

export interface ProcessParts {
  readonly scheduler: Scheduler;
  readonly disk: SimDisk;
  readonly broken?: BrokenDisk;
  /** Hears each write, sync and rename once it has happened. */
  readonly onCall: (operation: string, path: string) => void;
}

interface Pending {
  /** Does a part of the call, as the system may have when its caller is killed. */
  readonly interrupt: () => void;
}

/** A process on a simulated machine. After `kill` none of its calls returns. */
export class SimProcess {
  readonly #parts: ProcessParts;
  readonly #pending = new Set<Pending>();
  #isAlive = true;
  #isSyncFailing = false;

  constructor(parts: ProcessParts) {
    this.#parts = parts;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Ends the process; calls on their way happen, or not, or in part. */
  kill(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    const { random } = this.#parts.scheduler;
    for (const { interrupt } of this.#pending) if (random.oneIn(2)) interrupt();
    this.#pending.clear();
  }

  /** Lets the next fdatasync fail. */
  failNextSync(): void {
    this.#isSyncFailing = true;
  }

  /** Returns what the process has, or never when it is dead by then. */
  turn<T>(act: () => T, interrupt: () => void = () => undefined): Promise<T> {
    const { scheduler } = this.#parts;
    return new Promise((resolve, reject) => {
      if (!this.#isAlive) return;
      const pending = { interrupt };
      this.#pending.add(pending);
      scheduler.later(() => {
        if (!this.#pending.delete(pending)) return;
        try {
          const result = act();
          scheduler.later(() => (this.#isAlive ? resolve(result) : undefined));
        } catch (error) {
          scheduler.later(() => (this.#isAlive ? reject(error) : undefined));
        }
      });
    });
  }

  /** The files as the process sees them. */
  get files(): Files {
    const { disk, broken, onCall } = this.#parts;
    const change = async (operation: string, path: string, act: () => void) => {
      await this.turn(() => {
        act();
        onCall(operation, path);
      }, act);
    };
    return {
      open: async (path, mode) => {
        const inode = mode === "update" ? disk.make(path) : disk.file(path);
        if (inode === null) throw Object.assign(new Error(`ENOENT: ${path}`), { code: "ENOENT" });
        return this.#openFile(path, inode);
      },
      read: async (path) => disk.file(path)?.bytes.slice() ?? null,
      list: async (folder) => disk.list(folder),
      makeFolder: async (folder) => disk.makeFolder(folder),
      rename: (from, to) => change("rename", to, () => disk.rename(from, to)),
      remove: (path) => change("remove", path, () => disk.remove(path)),
      syncFolder: (folder) =>
        change("syncFolder", folder, () => broken?.skipsFolderSync !== true && disk.syncFolder(folder)),
    };
  }

  #openFile(path: string, inode: SimInode): OpenFile {
    const { broken, onCall, scheduler } = this.#parts;
    return {
      path,
      write: (bytes, position) => {
        // As handed over: the caller may use its buffer again.
        const copy = bytes.slice();
        const act = () => {
          if (broken?.skipsRewrite?.test(path) && inode.holds(copy, position)) return copy.length;
          inode.write(copy, position);
          onCall("write", path);
          return copy.length;
        };
        // A write that a kill cuts off ends at a page, hence at a sector.
        const half = () => {
          const sectors = scheduler.random.below(Math.floor(copy.length / 512) + 1);
          inode.write(copy.subarray(0, sectors * 512), position);
        };
        return this.turn(act, half);
      },
      read: async (length, position) => inode.bytes.slice(position, position + length),
      datasync: () => this.turn(() => this.#sync(path, inode)),
      truncate: (size) => this.turn(() => inode.truncate(size)),
      size: async () => inode.bytes.length,
      close: async () => undefined,
    };
  }

  #sync(path: string, inode: SimInode): void {
    const { broken, onCall, scheduler } = this.#parts;
    if (this.#isSyncFailing) {
      this.#isSyncFailing = false;
      inode.failSync(scheduler.random);
      throw Object.assign(new Error(`EIO: ${path}`), { code: "EIO" });
    }
    if (broken?.skipsSync?.test(path)) return;
    inode.sync();
    onCall("datasync", path);
  }
}
