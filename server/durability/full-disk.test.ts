import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { toHex } from "@/lib/bytes";
import { auditLedger } from "@/server/ledger/audit";
import type { Admitted, Ledger } from "@/server/ledger/ledger";
import { admitMaker, capture, openWorld } from "@/server/ledger/testing/world";

/** A disk of two megabytes, of this test's own; only root may mount one. */
const disk = mkdtempSync(join(tmpdir(), "suyuan-disk-"));
const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", disk]).status === 0;
afterAll(() => {
  if (isMounted) spawnSync("umount", ["--lazy", disk]);
  rmSync(disk, { recursive: true, force: true });
});

/** Takes all the space there is, but for some bytes. */
function fillDisk(left: number): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, "filler"), Buffer.alloc(Math.max(0, bavail * bsize - left), 1));
}

/** Appends one capture after another until one is refused; returns the receipts and the refusal. */
async function appendUntilRefused(ledger: Ledger): Promise<{ receipts: Admitted[]; refusal: unknown }> {
  const receipts: Admitted[] = [];
  for (;;) {
    try {
      receipts.push(await ledger.append(capture(receipts.length)));
    } catch (refusal) {
      return { receipts, refusal };
    }
  }
}

test.skipIf(!isMounted)(
  "on a disk that fills up captures are refused, reads and checkpoints go on, and all goes on when there is space (skipped without root)",
  async () => {
    const dir = join(disk, "ledger");
    const notices: string[] = [];
    const ledger = await openWorld(dir, { onNotice: (line) => notices.push(line) });
    await admitMaker(ledger);
    fillDisk(40 << 10);
    const { receipts, refusal } = await appendUntilRefused(ledger);
    expect(refusal).toMatchObject({ code: "unavailable", message: expect.stringContaining("full disk") });
    expect(notices).toContainEqual(expect.stringContaining("captures are refused, reads go on"));
    await ledger.whenPublished(receipts.at(-1)?.leafIndex ?? 0);
    for (const { leafIndex, leafHash } of receipts) {
      expect(toHex((await ledger.entry(leafIndex)).leafHash)).toBe(toHex(leafHash));
    }
    rmSync(join(disk, "filler"));
    await expect
      .poll(() => ledger.append(capture(0)).catch(() => null), { timeout: 10_000, interval: 200 })
      .not.toBeNull();
    expect(ledger.head().size).toBe((receipts.at(-1)?.leafIndex ?? 0) + 2);
    await ledger.close();
    const errors: string[] = [];
    for await (const { severity, where, message } of auditLedger({ dir })) {
      if (severity === "error") errors.push(`${where}: ${message}`);
    }
    expect(errors).toEqual([]);
  },
);
