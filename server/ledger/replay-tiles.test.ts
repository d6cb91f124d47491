import { expect, it } from "vitest";
import { toHex } from "@/lib/bytes";
import { HeadStore } from "./head";
import { nodeFiles } from "./node-files";
import { admitMaker, capture, openWorld, smallSettings, temporaryFolder } from "./testing/world";

const never = (error: unknown): never => {
  throw error;
};

it("starts where a crash left tiles beyond the last signed checkpoint, and compares that checkpoint with them", async () => {
  const { dir, remove } = await temporaryFolder();
  const settings = { ...smallSettings, walSegmentBytes: 1 << 20 };
  const ledger = await openWorld(dir, { settings });
  await admitMaker(ledger);
  const admitted = await Promise.all(Array.from({ length: 295 }, (_, i) => ledger.append(capture(i))));
  await ledger.whenPublished(admitted.at(-1)?.leafIndex ?? 0);
  const { note, size } = ledger.published();
  expect(size % 256).not.toBe(0);
  for (let n = 0; n < 3; n++) {
    await Promise.all(Array.from({ length: 100 }, (_, i) => ledger.append(capture(1000 + n * 100 + i))));
  }
  const head = ledger.head();
  await ledger.close();
  // As a kill between two checkpoints leaves it: the older note, the newer tiles.
  const heads = await HeadStore.open(nodeFiles, dir, { onNotice: () => undefined, fatal: never });
  expect(heads.head.tiled).toBeGreaterThan(size);
  await heads.write({ ...heads.head, checkpoint: note, clean: null });
  const again = await openWorld(dir, { settings });
  expect(toHex(again.head().rootHash)).toBe(toHex(head.rootHash));
  await again.close();
  const other = note.replace(/\n[A-Za-z0-9+/=]{44}\n/, `\n${"A".repeat(43)}=\n`);
  const changed = await HeadStore.open(nodeFiles, dir, { onNotice: () => undefined, fatal: never });
  await changed.write({ ...changed.head, checkpoint: other, clean: null });
  await expect(openWorld(dir, { settings })).rejects.toThrow();
  await remove();
}, 60_000);
