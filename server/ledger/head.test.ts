import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { OpenFile } from "./files";
import type { Head } from "./head";
import { decodeSlot, encodeSlot, HeadStore, readHead } from "./head";
import { nodeFiles } from "./node-files";
import { OpenFiles } from "./open-files";

const note = `log.example/a\n7\n${"A".repeat(43)}=\n\n— log.example/a ${"B".repeat(92)}\n`;
const headOf = (size: number): Head => ({
  epoch: 1,
  size,
  root: "00".repeat(32),
  tiled: 0,
  origin: "log.example/a",
  admission: "membership",
  vkey: "log.example/a+00000000+AAAA",
  checkpoint: note.repeat(4),
  clean: null,
});

const files = new OpenFiles(nodeFiles);
let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "suyuan-head-"));
  await HeadStore.create(nodeFiles, dir, headOf(0));
});
afterEach(async () => {
  await files.closeAll();
  await rm(dir, { recursive: true });
});

const fatal = (error: unknown): never => {
  throw error;
};
const openStore = (notices: string[] = []) =>
  HeadStore.open(files, dir, { fatal, onNotice: (line) => notices.push(line) });

test("what was written last is what is read, however often it is written", async () => {
  for (let size = 1; size < 6; size++) {
    const store = await openStore();
    await store.write(headOf(size));
    expect((await readHead(nodeFiles, dir)).head).toEqual(headOf(size));
  }
});

test("every flipped byte of either slot is refused, naming the file and the sector", async () => {
  for (const name of ["head.a", "head.b"]) {
    const path = join(dir, name);
    const right = await readFile(path);
    for (let offset = 0; offset < right.length; offset += 23) {
      const flipped = Buffer.from(right);
      flipped[offset] = (flipped[offset] ?? 0) ^ 0x10;
      await writeFile(path, flipped);
      await expect(openStore()).rejects.toMatchObject({
        code: "damage",
        file: path,
        offset: offset - (offset % 512),
      });
    }
    await writeFile(path, right);
  }
});

test("a write cut off between any two sectors leaves the head before it, with a notice", async () => {
  const path = join(dir, "head.a");
  const old = await readFile(path);
  const next = encodeSlot(headOf(9), 3);
  for (let sectors = 1; sectors < 32; sectors++) {
    await writeFile(path, Buffer.concat([next.subarray(0, sectors * 512), old.subarray(sectors * 512)]));
    const notices: string[] = [];
    const store = await openStore(notices);
    expect(store.head.size).toBe(0);
    expect(notices).toEqual([expect.stringMatching(/^recovered: .*head\.a/)]);
  }
});

test("files of eight sectors, as they once were, are read and replaced by longer ones", async () => {
  const slots = [
    encodeSlot({ ...headOf(1), checkpoint: note }, 3),
    encodeSlot({ ...headOf(2), checkpoint: note }, 4),
  ];
  const once = (slot: Uint8Array | undefined) => Buffer.from(slot ?? []).subarray(0, 4096);
  const torn = Buffer.concat([once(encodeSlot(headOf(9), 5)).subarray(0, 512), once(slots[0]).subarray(512)]);
  for (const older of [once(slots[0]), torn]) {
    await writeFile(join(dir, "head.a"), older);
    await writeFile(join(dir, "head.b"), once(slots[1]));
    expect((await readHead(nodeFiles, dir)).head.size).toBe(2);
    const store = await openStore();
    expect(store.head.size).toBe(2);
    for (const name of ["head.a", "head.b"]) expect(await readFile(join(dir, name))).toHaveLength(16_384);
    await store.write(headOf(3));
    expect((await openStore()).head).toEqual(headOf(3));
  }
});

test("a missing, shortened or old slot is refused", async () => {
  const path = join(dir, "head.b");
  for (const bytes of [null, encodeSlot(headOf(1), 2).subarray(0, 4000), encodeSlot(headOf(1), 4)]) {
    await rm(path, { force: true });
    if (bytes !== null) await writeFile(path, bytes);
    await expect(openStore()).rejects.toMatchObject({ code: "damage" });
  }
});

test("a failed write or sync of the head is fatal", async () => {
  for (const broken of ["write", "datasync"] as const) {
    const opened: OpenFile[] = [];
    const brokenFiles = {
      ...nodeFiles,
      async open(path: string, mode: "read" | "update") {
        const file = await files.open(path, mode);
        opened.push(file);
        return file;
      },
    };
    const store = await HeadStore.open(brokenFiles, dir, { fatal, onNotice: () => undefined });
    for (const file of opened) Object.assign(file, { [broken]: () => Promise.reject(new Error("EIO")) });
    await expect(store.write(headOf(1))).rejects.toThrow("EIO");
    expect(store.head.size).toBe(0);
  }
});

test("a head that may be in the page cache only is written once more before anybody is told of it", async () => {
  const synced: string[] = [];
  const watched = {
    ...nodeFiles,
    async open(path: string, mode: "read" | "update") {
      const file = await files.open(path, mode);
      const { write, datasync } = file;
      return Object.assign(file, {
        write: (bytes: Uint8Array, position: number) => {
          synced.push(`write ${basename(path)}`);
          return write.call(file, bytes, position);
        },
        datasync: () => {
          synced.push(`sync ${basename(path)}`);
          return datasync.call(file);
        },
      });
    },
  };
  const before = await readFile(join(dir, "head.b"));
  await HeadStore.open(watched, dir, { fatal, onNotice: () => undefined });
  expect(synced).toEqual(["write head.b", "sync head.b"]);
  expect(await readFile(join(dir, "head.b"))).toEqual(before);
});

test("a slot reads back what was put into it, in every generation", () => {
  expect(decodeSlot("head.a", encodeSlot(headOf(3), 2 ** 40 + 1))).toEqual({
    generation: 2 ** 40 + 1,
    head: headOf(3),
  });
});
