/**
 * Tessera's hammer, unmodified: it writes to our bench log and reads it back while it grows, checking that each checkpoint
 * extends the last; afterwards fsck looks at what has become of it.
 */
import { join } from "node:path";
import { serveBenchLog } from "@/server/bench-log/serve";
import { fsck } from "./fsck";
import type { Judge } from "./judge";
import { runTool } from "./run-tool";

const leaves = 5_000;

export const judge: Judge = {
  name: "Tessera hammer",
  needs: "go",
  async run(context) {
    const log = await serveBenchLog({ dir: join(context.folder, "log"), host: "127.0.0.1", port: 0 });
    context.closers.push("the bench log", () => log.close());
    const flags = [
      ...[`--log_url=${log.prefix}/`, `--log_public_key=${log.vkey}`, "--show_ui=false"],
      ...["--num_readers_random=4", "--num_readers_full=4", "--max_read_ops=200"],
      ...["--num_writers=64", "--max_write_ops=2000", `--leaf_write_goal=${leaves}`, "--max_runtime=60s"],
    ];
    await context.check(`writes ${leaves} entries and reads them while the log grows`, async () => {
      const { code, stderr } = await runTool(context.tool("hammer"), flags, { limitMs: 90_000 });
      // It exits 0 once the goal is reached, whatever it met on the way; klog marks what is wrong with W, E or F.
      const complaints = stderr.split("\n").filter((line) => /^[WEF]\d{4} /.test(line));
      const serious = complaints.filter((line) => !line.includes("context canceled"));
      if (code !== 0 || serious.length > 0) throw new Error(stderr);
    });
    await context.check("leaves a log that fsck finds whole", async () => {
      await log.ledger.whenPublished(log.ledger.head().size - 1);
      const said = await fsck(context, log.prefix, log.vkey);
      if (!said.includes(`Successfully fsck'd log with size ${log.ledger.head().size} `))
        throw new Error(said);
    });
  },
};
