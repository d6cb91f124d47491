/** `npm start`: installs, builds and runs, whatever of it is still to be done. `--dev` runs Next's development server. */
import { checkNode, ensureInstalled } from "./setup/install.mjs";
import { runTypeScript } from "./setup/node.mjs";
import { isBuilt } from "./setup/sources.mjs";

checkNode();
ensureInstalled();

const isDevelopment = process.argv.includes("--dev");
if (isDevelopment || !isBuilt()) {
  console.log(isDevelopment ? "building the client bundles …" : "building …");
  const code = await runTypeScript("scripts/build.ts", isDevelopment ? ["--assets"] : []);
  if (code !== 0) process.exit(code);
}
const env = isDevelopment
  ? { NODE_ENV: "development", SUYUAN_DEV: "1", NEXT_TELEMETRY_DISABLED: "1" }
  : { NODE_ENV: "production", SUYUAN_DEV: "" };
process.exitCode = await runTypeScript("server/main.ts", [], env);
