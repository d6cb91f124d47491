/**
 * Tessera's fsck, unmodified, over HTTP: it reads every bundle and every tile, derives all hashes anew and compares.
 * It exits 0 whatever it finds, so what it says is looked at.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toBase64 } from "@/lib/bytes";
import { altered, filesOfEachKind } from "./altered";
import type { InteropContext, Judge, ServedLog } from "./judge";
import { serve } from "./logs";
import { runTool } from "./run-tool";

/** Workers: one ends at the first difference it finds, and with too few left fsck waits for them for ever. */
const workers = 8;

/** Runs it on a prefix, without a trailing slash. @returns what it wrote */
export async function fsck(context: InteropContext, prefix: string, vkey: string): Promise<string> {
  const key = join(context.folder, "vkey");
  await writeFile(key, vkey);
  const flags = [`--storage_url=${prefix}/`, `--public_key=${key}`, "--ui=false", `--N=${workers}`];
  return (await runTool(context.tool("fsck"), flags)).stderr;
}

async function judgeLog(context: InteropContext, { name, prefix, ledger }: ServedLog): Promise<void> {
  const { size, rootHash } = ledger.published();
  await context.check(`${name}: all of ${size} entries`, async () => {
    const said = await fsck(context, prefix, ledger.vkey);
    const success = `Successfully fsck'd log with size ${size} and root ${toBase64(rootHash)}`;
    if (!said.includes(success) || said.includes("fsck failed")) throw new Error(said);
  });
  for (const file of filesOfEachKind(size)) {
    await context.check(`${name}: one byte changed in ${file} is reported`, async () => {
      const said = await fsck(context, await serve(altered(ledger, file), context.closers), ledger.vkey);
      if (!said.includes("fsck failed") || said.includes("Successfully")) throw new Error(said);
    });
  }
}

export const judge: Judge = {
  name: "Tessera fsck",
  needs: "go",
  async run(context) {
    for (const log of context.logs) await judgeLog(context, log);
  },
};
