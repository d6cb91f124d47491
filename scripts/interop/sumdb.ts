/** Russ Cox's golang.org/x/mod/sumdb: note and tlog, through the small Go command in go/sumdb. */
import { toBase64 } from "@/lib/bytes";
import type { Ledger } from "@/server/ledger/ledger";
import { altered } from "./altered";
import type { InteropContext, Judge, ServedLog } from "./judge";
import { serve } from "./logs";
import { runTool } from "./run-tool";
import { someIndexes, someSizes } from "./samples";

/** Sizes whose pairs have their consistency proven: each with each. */
const pairedSizesMax = 30;

/** Everything our log proves, for every index and size tried. */
async function proofsOf(ledger: Ledger, size: number): Promise<{ text: string; count: number }> {
  const sizes = someSizes(size);
  const inclusion: object[] = [];
  for (const index of someIndexes(size)) {
    for (const at of sizes.filter((some) => some > index)) {
      inclusion.push({ index, size: at, path: (await ledger.inclusionProof(index, at)).map(toBase64) });
    }
  }
  const every = Math.ceil(sizes.length / pairedSizesMax);
  const paired = sizes.filter((_, i) => i % every === 0 || i === sizes.length - 1);
  const consistency: object[] = [];
  for (const size1 of paired) {
    for (const size2 of paired.filter((some) => some >= size1)) {
      const path = (await ledger.consistencyProof(size1, size2)).map(toBase64);
      consistency.push({ size1, size2, path });
    }
  }
  return { text: JSON.stringify({ inclusion, consistency }), count: inclusion.length + consistency.length };
}

async function judgeLog(context: InteropContext, { name, prefix, ledger }: ServedLog): Promise<void> {
  const { size, rootHash } = ledger.published();
  const { text, count } = await proofsOf(ledger, size);
  const judge = (at: string, vkey: string) =>
    runTool(context.tool("sumdb"), [`-prefix=${at}`, `-vkey=${vkey}`], { input: text });
  await context.check(`${name}: checkpoint, tiles, all ${size} entries and ${count} proofs`, async () => {
    const { code, stdout, stderr } = await judge(prefix, ledger.vkey);
    if (code !== 0 || !stdout.startsWith(`size ${size} root ${toBase64(rootHash)}`)) throw new Error(stderr);
  });
  for (const file of ["checkpoint", "tile/0/000", "tile/entries/000"]) {
    await context.check(`${name}: one byte changed in ${file} is noticed`, async () => {
      const { code, stdout } = await judge(await serve(altered(ledger, file), context.closers), ledger.vkey);
      if (code === 0) throw new Error(stdout);
    });
  }
}

export const judge: Judge = {
  name: "golang.org/x/mod/sumdb",
  needs: "go",
  async run(context) {
    for (const log of context.logs) await judgeLog(context, log);
  },
};
