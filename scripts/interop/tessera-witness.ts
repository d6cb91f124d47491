/**
 * Our witness, driven by Tessera's own client: a Tessera log that publishes nothing its policy's quorum has not
 * cosigned. Through restarts of either, and beside litewitness's absence: what is not there is not published.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseCheckpoint } from "@/lib/note/checkpoint";
import { parseNote, verifyNote } from "@/lib/note/note";
import { formatVkey, parseVkey } from "@/lib/note/vkey";
import { nodeSuite } from "@/server/crypto/node-suite";
import { type RunningWitness, startWitness } from "@/server/witness/start-witness";
import type { InteropContext, Judge } from "./judge";
import { type Outcome, runTool } from "./run-tool";

const origin = "tessera.example/log";

async function run(context: InteropContext, witness: RunningWitness, entries: number): Promise<Outcome> {
  const policy = join(context.folder, "policy");
  const [vkey] = witness.witness.vkeys;
  const line = vkey === undefined ? "" : `witness own ${formatVkey(vkey)} http://127.0.0.1:${witness.port}`;
  writeFileSync(policy, `${line}\ngroup all-of-them all own\nquorum all-of-them\n`);
  const files = ["storage_dir=log", "private_key=key", "policy=policy"].map((flag) => {
    const [name, file = ""] = flag.split("=");
    return `-${name}=${join(context.folder, file)}`;
  });
  return runTool(context.tool("tessera-witnessed"), [...files, `-entries=${entries}`]);
}

/** Checks that a published checkpoint has the log's signature and the witness's. @returns its size */
async function requireCosigned({ code, stdout, stderr }: Outcome, log: string, witness: RunningWitness) {
  if (code !== 0) throw new Error(stderr);
  const note = parseNote(stdout);
  const { size } = parseCheckpoint(note.text);
  const verified = await verifyNote(nodeSuite, note, [parseVkey(log), ...witness.witness.vkeys]);
  if (verified.length !== 2) throw new Error(stdout);
  if (witness.witness.seen(origin)?.size !== size) throw new Error(`the witness is not at ${size}`);
  return size;
}

export const judge: Judge = {
  name: "Tessera with a witness of ours",
  needs: "go",
  async run(context) {
    const { folder, check, closers } = context;
    mkdirSync(join(folder, "log"));
    const key = [`-generate=${origin}`, `-private_key=${join(folder, "key")}`];
    const vkey = (await runTool(context.tool("tessera-witnessed"), key)).stdout.trim();
    const options = {
      dir: join(folder, "witness"),
      host: "127.0.0.1",
      name: "witness.example/own",
      hasMlDsa: false,
    };
    let witness = await startWitness({ ...options, port: 0, logs: [parseVkey(vkey)] });
    closers.push("our witness", () => witness.close());
    let before = 0;
    for (const title of ["a new log", "the log is run again and knows no size", "the witness is restarted"]) {
      await check(`${title}: published with our cosignature`, async () => {
        if (title.startsWith("the witness")) {
          await witness.close();
          witness = await startWitness({ ...options, port: witness.port, logs: [parseVkey(vkey)] });
        }
        const size = await requireCosigned(await run(context, witness, 20), vkey, witness);
        if (size < before + 20) throw new Error(`expected at least ${before + 20} entries, got ${size}`);
        before = size;
      });
    }
  },
};
