import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { fromHex, toHex } from "@/lib/bytes";
import { verifyConsistency } from "@/lib/merkle/verify";
import { nodeSuite } from "@/server/crypto/node-suite";
import { auditLedger } from "@/server/ledger/audit";
import { openWorld } from "@/server/ledger/testing/world";
import { seededRandom } from "@/server/services/seed/random";
import {
  type Fault,
  type FaultyRun,
  hasStrace,
  listPlaces,
  type Place,
  type Run,
  runWithFault,
} from "./testing/strace";
import { type BuiltWorker, buildWorker } from "./testing/worker-process";

/** As many as fill tiles, payload segments and several WAL segments, of which some are dropped. */
const captures = 700;
const { rounds, seed } = inject("durability");
/** System calls that are made to fail: rounds × 3 of them, spread over all there are. */
const faultCount = rounds * 3;

let worker: BuiltWorker;
let folder = "";
beforeAll(async () => {
  worker = await buildWorker("syscall-worker");
  folder = await mkdtemp(join(tmpdir(), "suyuan-syscalls-"));
});
afterAll(async () => {
  worker.remove();
  await rm(folder, { recursive: true, force: true });
});

async function auditErrors(dir: string): Promise<string[]> {
  const errors: string[] = [];
  for await (const { severity, where, message } of auditLedger({ dir })) {
    if (severity === "error") errors.push(`${where}: ${message}`);
  }
  return errors;
}

/** Opens what a run left: whatever it told must be so, for entries and for checkpoints. */
async function requireKept(dir: string, { lines }: Run, what: string): Promise<void> {
  const ledger = await openWorld(dir);
  try {
    const { size: size2, rootHash: root2 } = ledger.head();
    for (const { acknowledged, leafHash, published: size1, root } of lines) {
      if (typeof acknowledged === "number") {
        expect(toHex((await ledger.entry(acknowledged)).leafHash), what).toBe(leafHash);
      }
      if (typeof size1 === "number") {
        const path = await ledger.consistencyProof(size1, size2);
        const root1 = fromHex(String(root));
        verifyConsistency(nodeSuite.sha256, { size1, size2, root1, root2, path });
      }
    }
  } finally {
    await ledger.close();
  }
  expect(await auditErrors(dir), what).toEqual([]);
}

/** How a run may end: only a full disk may pass; a failed write or sync ends the process at once. */
function requireEnd(run: FaultyRun, { fault, call }: Place & { fault: Fault }, what: string): void {
  const { end, lines, errors, isMet } = run;
  if (!isMet) expect(end, `${what}: ${errors}`).toBe("0");
  else if (fault === "EIO" && (call === "fdatasync" || call === "pwrite64")) {
    // Before the first entry the start fails in an orderly way; after it nothing but the abort will do.
    expect(lines.length > 0 ? ["SIGABRT"] : ["SIGABRT", "1"], `${what}: ${errors}`).toContain(end);
  } else expect(["SIGABRT", "SIGKILL", "0", "1"], `${what}: ${errors}`).toContain(end);
}

test.skipIf(!hasStrace)(
  "whichever system call fails or is the last, no acknowledged entry is lost and the audit is clean (skipped without strace)",
  async () => {
    const first = join(folder, "whole");
    const whole = await listPlaces(worker.file, { dir: first, args: [first, String(captures)], folder });
    expect(whole.run.end, whole.run.errors).toBe("0");
    expect(whole.places.length).toBeGreaterThan(faultCount);
    const random = seededRandom(seed);
    let met = 0;
    for (let i = 0; i < faultCount; i++) {
      const from = Math.floor((i * whole.places.length) / faultCount);
      const to = Math.floor(((i + 1) * whole.places.length) / faultCount);
      const place = whole.places[from + Math.floor(random() * (to - from))];
      if (place === undefined) continue;
      const dir = join(folder, "harmed");
      const fault = faultFor(place, i);
      const path = place.path === null ? null : place.path.replace(first, dir);
      const what = `${fault} at ${place.call} ${place.when} ${path ?? ""} (seed ${seed}, ${i} of ${faultCount})`;
      const run = await runWithFault(
        worker.file,
        { args: [dir, String(captures)], folder },
        { ...place, path, fault },
      );
      requireEnd(run, { ...place, fault }, what);
      if (run.isMet) met++;
      await requireKept(dir, run, what);
      await rm(dir, { recursive: true });
    }
    expect(met).toBeGreaterThan(faultCount / 2);
  },
  rounds * 60_000,
);

function faultFor({ call }: Place, i: number): Fault {
  const faults: readonly Fault[] = call === "pwrite64" ? ["EIO", "SIGKILL", "ENOSPC"] : ["EIO", "SIGKILL"];
  return faults[i % faults.length] ?? "EIO";
}
