import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openPool } from "./client";
import { type EmbeddedPostgres, startEmbedded } from "./embedded";
import { postmasterPid } from "./postmaster";

describe("the embedded Postgres after its owner was killed", { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "suyuan-recovery-"));
  const cluster = join(folder, "cluster");
  let postgres: EmbeddedPostgres | undefined;

  afterAll(async () => {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(): Promise<EmbeddedPostgres> {
    postgres = await startEmbedded(folder, { shared_buffers: "16MB" });
    return postgres;
  }

  async function query(text: string): Promise<unknown[]> {
    const pool = openPool(postgres?.url ?? "", 1);
    try {
      return [...(await pool.unsafe(text))];
    } finally {
      await pool.end({ timeout: 1 });
    }
  }

  it("is created at first use, by whatever user, root included", async () => {
    expect((await start()).recovered).toBe(false);
    await query("create table kept (n int); insert into kept values (1)");
  });

  it("is taken over while it still runs", async () => {
    const pid = postmasterPid(cluster);
    expect((await start()).recovered).toBe(true);
    expect(postmasterPid(cluster)).toBe(pid);
    expect(await query("select n from kept")).toEqual([{ n: 1 }]);
  });

  it("recovers what was committed when the server itself was killed too", async () => {
    await query("insert into kept values (2)");
    process.kill(postmasterPid(cluster) ?? 0, "SIGKILL");
    expect((await start()).recovered).toBe(true);
    expect(await query("select n from kept order by n")).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it("starts although the old pid now belongs to another program", async () => {
    await postgres?.stop();
    writeFileSync(join(cluster, "postmaster.pid"), `${process.pid}\n${cluster}\n0\n5432\n\n\n`);
    expect((await start()).recovered).toBe(true);
  });

  it("is gone after a clean stop, and says nothing of recovery at the next start", async () => {
    await postgres?.stop();
    expect(postmasterPid(cluster)).toBeUndefined();
    expect((await start()).recovered).toBe(false);
    expect(await query("select count(*)::int as n from kept")).toEqual([{ n: 2 }]);
  });
});
