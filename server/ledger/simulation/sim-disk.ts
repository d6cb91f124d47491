/**
 * A disk in memory that a power cut treats as a disk may: data not synced is lost, kept or cut off sector by sector;
 * names made, moved and removed count only once their folder is synced, and before that up to any point in their order.
 */
import { dirname } from "node:path";
import type { Random } from "./random";
import { SimInode } from "./sim-inode";

/** What a name stands for; null is a folder. */
type Named = SimInode | null;
type Names = Map<string, Named>;

export class SimDisk {
  #names: Names;
  #durable: Names;
  /** The durable names whose folders are durable too, while they stay the same. */
  #reachable: Names | null = null;
  /** Changes of names not yet synced, by folder, in order. */
  #pending = new Map<string, ((names: Names) => void)[]>();

  constructor(names: Names = new Map()) {
    this.#names = names;
    this.#durable = new Map(names);
  }

  /** The file of a name, as it is read. */
  file(path: string): SimInode | null {
    return this.#names.get(path) ?? null;
  }

  list(folder: string): string[] {
    const names = [...this.#names.keys()].filter((path) => dirname(path) === folder);
    return names.map((path) => path.slice(folder.length + 1)).sort();
  }

  /** Opens a file, making it when absent. */
  make(path: string): SimInode {
    const found = this.file(path);
    if (found !== null) return found;
    const inode = new SimInode();
    this.#change([dirname(path)], (names) => void names.set(path, inode));
    return inode;
  }

  makeFolder(folder: string): void {
    if (this.#names.has(folder) || dirname(folder) === folder) return;
    this.makeFolder(dirname(folder));
    this.#change([dirname(folder)], (names) => void names.set(folder, null));
  }

  rename(from: string, to: string): void {
    const inode = this.file(from);
    if (inode === null) throw Object.assign(new Error(`ENOENT: ${from}`), { code: "ENOENT" });
    this.#change([dirname(to)], (names) => {
      names.delete(from);
      names.set(to, inode);
    });
  }

  remove(path: string): void {
    if (this.#names.has(path)) this.#change([dirname(path)], (names) => void names.delete(path));
  }

  syncFolder(folder: string): void {
    for (const change of this.#pending.get(folder) ?? []) change(this.#durable);
    this.#reachable = null;
    this.#pending.delete(folder);
  }

  /** Files that are certain to outlast a power cut, with what they certainly hold. */
  durable(): Map<string, Uint8Array> {
    const files = new Map<string, Uint8Array>();
    this.#reachable ??= reachable(this.#durable);
    for (const [path, inode] of this.#reachable) if (inode !== null) files.set(path, inode.durable);
    return files;
  }

  cutPower(random: Random): void {
    for (const changes of this.#pending.values()) {
      const kept = random.oneIn(2) ? random.below(changes.length + 1) : random.pick([0, changes.length]);
      for (const change of changes.slice(0, kept)) change(this.#durable);
    }
    this.#pending.clear();
    this.#reachable = null;
    this.#durable = reachable(this.#durable);
    this.#names = new Map(this.#durable);
    for (const inode of new Set(this.#names.values())) inode?.cutPower(random);
  }

  /** Copies what is on the disk. */
  copy(): SimDisk {
    const names: Names = new Map();
    for (const [path, inode] of reachable(this.#durable)) names.set(path, inode?.copy() ?? null);
    return new SimDisk(names);
  }

  #change(folders: string[], change: (names: Names) => void): void {
    change(this.#names);
    for (const folder of folders) this.#pending.set(folder, [...(this.#pending.get(folder) ?? []), change]);
  }
}

/** Names whose folders have names too, up to the root. */
function reachable(names: Names): Names {
  const isReachable = (path: string): boolean =>
    dirname(path) === path || (names.has(path) && isReachable(dirname(path)));
  return new Map([...names].filter(([path]) => isReachable(path)));
}
