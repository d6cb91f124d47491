/** `node scripts/run.mjs NAME …`: runs scripts/NAME.ts, with the dependencies in place. `bench` is bench/main.ts. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkNode, ensureInstalled, root } from "./setup/install.mjs";
import { runTypeScript } from "./setup/node.mjs";

const [name = "", ...args] = process.argv.slice(2);
const file = name === "bench" ? "bench/main.ts" : `scripts/${name}.ts`;
if (!/^[a-z-]+$/.test(name) || !existsSync(join(root, file))) {
  console.error(`suyuan: there is no script ${JSON.stringify(name)}`);
  process.exit(1);
}
checkNode();
ensureInstalled();
process.exitCode = await runTypeScript(file, args);
