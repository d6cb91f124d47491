/**
 * `npm run witness -- --data DIR (--log VKEY … | --policy FILE) [--port 7380] [--host 0.0.0.0] [--name NAME] [--ml-dsa]`:
 * a witness (c2sp.org/tlog-witness) for the logs named. Its keys are made at the first start and printed.
 */
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { parsePolicy } from "@/lib/note/policy";
import { formatVkey, parseVkey, type Vkey } from "@/lib/note/vkey";
import { startWitness } from "@/server/witness/start-witness";

const usage =
  "npm run witness -- --data DIR (--log VKEY … | --policy FILE) [--port 7380] [--host 0.0.0.0] [--name NAME] [--ml-dsa]";

function readOptions() {
  const { values } = parseArgs({
    options: {
      data: { type: "string" },
      log: { type: "string", multiple: true },
      policy: { type: "string" },
      port: { type: "string", default: "7380" },
      host: { type: "string", default: "0.0.0.0" },
      name: { type: "string", default: `${hostname()}/witness` },
      "ml-dsa": { type: "boolean", default: false },
    },
  });
  const { data, log = [], policy, port, host, name } = values;
  const ofPolicy = policy === undefined ? [] : parsePolicy(readFileSync(policy, "utf8")).logs;
  const logs: Vkey[] = [...log.map(parseVkey), ...ofPolicy.map(({ vkey }) => vkey)];
  if (data === undefined || logs.length === 0 || !/^\d{1,5}$/.test(port)) throw new Error(`usage: ${usage}`);
  return { dir: resolve(data), logs, host, port: Number(port), name, hasMlDsa: values["ml-dsa"] };
}

async function main(): Promise<void> {
  const options = readOptions();
  const running = await startWitness(options);
  const url = `http://${options.host === "0.0.0.0" ? "localhost" : options.host}:${running.port}`;
  console.log("witness lines for a policy file (c2sp.org/tlog-policy):");
  for (const vkey of running.witness.vkeys) {
    const label = vkey.name.replace(/[^A-Za-z0-9]+/g, "-") + (vkey.type === 6 ? "-ml-dsa" : "");
    console.log(`witness ${label} ${formatVkey(vkey)} ${url}`);
  }
  console.log(`watching ${running.witness.origins.join(", ")}`);
  console.log(`listening on ${url}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => void running.close().then(() => process.exit(0)));
  }
}

main().catch((error: unknown) => {
  console.error(`witness: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
});
