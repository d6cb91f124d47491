import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { toHex } from "@/lib/bytes";
import { createTestDatabase, type TestDatabase } from "@/server/db/testing";
import type { Ledger } from "@/server/ledger/ledger";
import { lockFolder } from "@/server/ledger/lock";
import { erasureOf, filesHolding } from "@/server/ledger/testing/erasure";
import { listed, ownWitness, policyOf } from "@/server/ledger/testing/witnesses";
import { admitMaker, capture, openWorld, seededSigner } from "@/server/ledger/testing/world";
import { fetchErasures, parseErasureList } from "./newer-erasures";
import { restore } from "./restore";
import { auditErrors, backUpFolder, makeDataFolder } from "./testing/data-folder";
import { serveLog } from "./testing/serve-log";

let folder = "";
let dataDir = "";
let dir = "";
let database: TestDatabase;
let target: TestDatabase;
let ledger: Ledger | null = null;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.sql`insert into app.people (id, name_en, name_zh, iss, role)
    values ('ann', 'Ann\tTab', '安\\N', 'https://maker.example', 'manufacturer')`;
  await database.sql`insert into app.sessions (token_hash, person_id, created_at, expires_at)
    values (${"0".repeat(64)}, 'ann', now(), now())`;
});
afterAll(() => database.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "suyuan-backup-"));
  dataDir = join(folder, "data");
  dir = join(dataDir, "ledger");
  target = await createTestDatabase();
  await makeDataFolder(dataDir);
});
afterEach(async () => {
  await ledger?.close();
  ledger = null;
  await target.close();
  await rm(folder, { recursive: true });
});

/** Opens the world's ledger in the data folder, and captures some events in it. */
async function grow(count: number): Promise<Ledger> {
  ledger ??= await openWorld(dir);
  if (ledger.head().size < 4) await admitMaker(ledger);
  for (let n = 0; n < count; n += 20) {
    const size = ledger.head().size;
    await Promise.all(
      Array.from({ length: Math.min(20, count - n) }, (_, i) => ledger?.append(capture(size + i))),
    );
  }
  await ledger.whenPublished(ledger.head().size - 1);
  return ledger;
}

const backup = () => join(folder, "backup");
const backUp = (options: Parameters<typeof backUpFolder>[2] = {}) =>
  backUpFolder(dataDir, database.sql, options);
const putBack = (options: Partial<Parameters<typeof restore>[0]> = {}) =>
  restore({
    from: backup(),
    to: join(folder, "restored"),
    mayReplace: true,
    databaseUrl: target.url,
    onProgress: () => undefined,
    ...options,
  });

test("what is restored is what was backed up: entries, keys, settings, and every row of schema app", async () => {
  const log = await grow(300);
  await backUp();
  const { size, rootHash } = log.head();
  await putBack();
  const to = join(folder, "restored");
  expect(await readFile(join(to, "keys", "log.pem"), "utf8")).toBe("a key\n");
  expect(await readFile(join(to, "settings.json"), "utf8")).toBe("{}\n");
  expect(await auditErrors(join(to, "ledger"))).toEqual([]);
  const restored = await openWorld(join(to, "ledger"));
  expect(restored.head().size).toBe(size);
  expect(toHex(restored.head().rootHash)).toBe(toHex(rootHash));
  expect((await restored.append(capture(1))).leafIndex).toBe(size);
  await restored.close();
  for (const table of ["people", "sessions"]) {
    const rows = await database.sql`select * from app.${database.sql(table)}`;
    expect(rows).toHaveLength(1);
    expect(await target.sql`select * from app.${target.sql(table)}`).toEqual(rows);
  }
});

test("the next generation copies what has changed and links the rest, and the oldest go", async () => {
  await grow(600);
  const first = await backUp();
  const tile = "ledger/tile/0/000";
  await grow(300);
  const second = await backUp({ keep: 1 });
  expect(second.removed).toEqual([1]);
  expect(second.counts.linkedFiles).toBeGreaterThanOrEqual(4);
  expect(second.manifest.size).toBe(first.manifest.size + 300);
  expect((await readdir(backup())).filter((name) => name.startsWith("gen"))).toEqual(["generation-000002"]);
  const found = await stat(join(second.folder, tile));
  expect(found.nlink).toBe(1);
  const third = await backUp();
  expect((await stat(join(third.folder, tile))).ino).toBe(found.ino);
  // Never shared with the data folder: what damages one leaves the other.
  expect((await stat(join(dir, "tile/0/000"))).ino).not.toBe(found.ino);
  expect((await stat(join(third.folder, "manifest"))).mode & 0o777).toBe(0o600);
  expect((await stat(third.folder)).mode & 0o777).toBe(0o700);
});

test("keys are left out when asked, and come from where they are kept", async () => {
  await grow(1);
  const { manifest } = await backUp({ hasKeys: false });
  expect(manifest.files.filter(({ path }) => path.startsWith("keys"))).toEqual([]);
  const { hasKeys } = await putBack({ keysFrom: join(dataDir, "keys") });
  expect(hasKeys).toBe(true);
  expect(await readdir(join(folder, "restored", "keys"))).toEqual(["log.pem"]);
});

test("a backup that is cut off leaves the one before whole, and the next one goes on", async () => {
  await grow(300);
  await backUp();
  await grow(300);
  let calls = 0;
  const onProgress = () => {
    if (++calls === 6) throw new Error("cut off");
  };
  await expect(backUp({ onProgress })).rejects.toThrow("cut off");
  expect(await readdir(backup())).toContain("generation-000002.partial");
  expect((await putBack()).manifest.generation).toBe(1);
  expect((await backUp()).manifest.generation).toBe(2);
  expect(await readdir(backup())).not.toContain("generation-000002.partial");
  expect((await putBack()).manifest.generation).toBe(2);
});

test("a ledger that does not hold is not backed up: the good generation stays the newest", async () => {
  await grow(600);
  await ledger?.close();
  ledger = null;
  await backUp();
  const bundle = join(dir, "tile/entries/001");
  const bytes = await readFile(bundle);
  bytes[1000] = (bytes[1000] ?? 0) ^ 1;
  await writeFile(bundle, bytes);
  await expect(backUp({ isFull: true })).rejects.toMatchObject({ code: "damage" });
  // What is linked is still the good copy.
  expect((await backUp()).manifest.generation).toBe(2);
});

test("a byte changed in any file of a backup is found before anything is put back", async () => {
  await grow(600);
  const { manifest, folder: generation } = await backUp();
  for (const { path } of [...manifest.files, { path: "manifest" }]) {
    const file = join(generation, path);
    const bytes = await readFile(file);
    if (bytes.length === 0) continue;
    const at = Math.floor(Math.random() * bytes.length);
    await writeFile(
      file,
      bytes.map((byte, i) => (i === at ? byte ^ 4 : byte)),
    );
    await expect(putBack(), path).rejects.toMatchObject({ code: "malformed" });
    await writeFile(file, bytes);
  }
  expect(await readdir(folder)).not.toContain("restored");
  await putBack();
});

test("a folder with something in it is left alone, unless it may be put aside; one in use is left alone always", async () => {
  await grow(1);
  await backUp();
  const to = join(folder, "restored");
  await mkdir(to);
  await writeFile(join(to, "mine"), "");
  await expect(putBack({ mayReplace: false })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("--replace"),
  });
  const { aside } = await putBack();
  expect(await readdir(aside ?? "")).toEqual(["mine"]);
  await rename(to, join(folder, "other"));
  await mkdir(join(to, "lock"), { recursive: true });
  const lock = await lockFolder(join(to, "lock"));
  await expect(putBack()).rejects.toMatchObject({ code: "unavailable" });
  await lock.release();
});

test("a log that was set back is copied anew, a changed manifest is not built upon, another log is refused", async () => {
  await grow(600);
  const { manifest } = await backUp();
  const again = async (options: Parameters<typeof openWorld>[1] = {}) => {
    await ledger?.close();
    await rm(dir, { recursive: true });
    ledger = await openWorld(dir, options);
  };
  // Another history under the same key.
  await again();
  await grow(580);
  const notices: string[] = [];
  const { counts, folder: second } = await backUp({ onNotice: (line) => notices.push(line) });
  expect(counts.linkedFiles).toBe(0);
  expect(notices.join()).toContain("entries this log does not have");
  expect(manifest.size).toBeGreaterThan(580);
  await again({ signer: seededSigner(8) });
  await expect(backUp()).rejects.toMatchObject({ code: "conflict" });
  await appendFile(join(second, "manifest"), "x");
  await expect(backUp()).rejects.toMatchObject({ code: "malformed" });
});

test("an event erased after the backup is gone from what is restored: by the newer log itself, or by a list", async () => {
  const log = await grow(600);
  const entry = await log.entry(20);
  const secret = entry.trees[0]?.secret ?? new Uint8Array();
  await backUp();
  expect(await filesHolding(backup(), secret)).not.toEqual([]);
  await log.append(erasureOf("20.0"));
  await log.append(erasureOf("500.0"));
  await log.whenPublished(log.head().size - 1);
  const server = await serveLog(log);
  const restored = join(folder, "restored");
  const { erased } = await putBack({ newerErasures: (copy) => fetchErasures(server.url, copy) });
  server.close();
  expect(erased).toEqual(["20.0", "500.0"]);
  expect(await filesHolding(restored, secret)).toEqual([]);
  const list = await putBack({ newerErasures: async () => parseErasureList("# known\n20.0\n") });
  expect(list.erased).toEqual(["20.0"]);
  expect(() => parseErasureList("20")).toThrow(expect.objectContaining({ code: "malformed" }));
});

test("erasures are taken from a newer copy of this very log only", async () => {
  const log = await grow(300);
  await backUp();
  const other = await openWorld(join(folder, "other"));
  await admitMaker(other);
  for (let n = 0; n < 320; n++) await other.append(capture(n));
  await other.whenPublished(other.head().size - 1);
  const server = await serveLog(other);
  expect(log.head().size).toBeLessThan(other.head().size);
  const attempt = putBack({ newerErasures: (copy) => fetchErasures(server.url, copy) });
  await expect(attempt).rejects.toMatchObject({ code: "conflict" });
  server.close();
  await other.close();
});

test("a witness knows a restored log that is older than what it has seen: no start, and the two ways on are named", async () => {
  const witness = await ownWitness(folder, "w1");
  const policy = policyOf("all", listed(witness));
  ledger = await openWorld(dir, { policy });
  await grow(20);
  await backUp();
  const { leafIndex } = await ledger.append(capture(1));
  await ledger.whenFinal(leafIndex);
  await ledger.close();
  ledger = null;
  await putBack();
  const start = openWorld(join(folder, "restored", "ledger"), { policy });
  await expect(start).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(/w1 .*has seen \d+ entries.*npm run restore.*npm run continue/),
  });
  // The newer copy is the first of the two.
  await backUp();
  await putBack();
  const restored = await openWorld(join(folder, "restored", "ledger"), { policy });
  expect(restored.head().size).toBe(leafIndex + 1);
  await restored.close();
  await witness.close();
});
