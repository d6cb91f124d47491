import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockedBy, lockFolder } from "./lock";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "suyuan-lock-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a second owner is refused in one line that names the first, until the first gives the folder back", async () => {
  const first = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching(new RegExp(`^[^\\n]*in use by process ${process.pid} [^\\n]*$`)),
  });
  expect(await lockedBy(folder)).toBe(process.pid);
  await first.release();
  expect(await lockedBy(folder)).toBeNull();
  await (await lockFolder(folder)).release();
});

test("the lock of a dead process is taken over, also when its pid is in use again", async () => {
  const dead = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => dead.on("exit", resolve));
  for (const [number, pid] of [
    [7, dead.pid],
    [70, process.pid],
  ]) {
    await writeFile(
      join(folder, `lock.${number}`),
      JSON.stringify({ pid, started: "1", boot: "another boot" }),
    );
    const lock = await lockFolder(folder);
    expect(await lockedBy(folder)).toBe(process.pid);
    await lock.release();
  }
});

test("a lock cut off in the middle is taken over", async () => {
  await writeFile(join(folder, "lock.1"), '{"pid":');
  await (await lockFolder(folder)).release();
});

test("of many who find the same stale lock one gets it, and no temporary file stays", async () => {
  await writeFile(join(folder, "lock.1"), '{"pid":1,"started":"never","boot":"another boot"}');
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  expect(await readdir(folder)).toEqual(["lock.2"]);
});
