/** What `npm start` says once it serves: where to go as each kind of person. */
import type { Runtime } from "./runtime";
import { demoSamples } from "./services/seed/samples";

/** Writes the lines, fewer than ten. */
export function welcome(runtime: Runtime): string[] {
  const { env, settings, services } = runtime;
  const demo = settings.demo();
  const here = `http://localhost:${env.port}`;
  const sample = demo.state === "filled" ? demoSamples(demo.atMs)[0]?.path : undefined;
  const { size } = services.ledger.head();
  return [
    "",
    `Suyuan is running · ${size} entries in log ${services.ledger.origin} · data in ${env.dataDir}`,
    `  Consumer      ${services.publicUrl()}${sample ?? "/01/…  (scan a label)"}`,
    `  Manufacturer  ${here}/signin?role=manufacturer`,
    `  Regulator     ${here}/signin?role=regulator`,
    `QR codes carry ${services.publicUrl()}${settings.publicUrlLockedAt() === null ? " (PUBLIC_URL changes it until the first label is printed)" : ""}`,
    "Ctrl-C stops everything.",
  ];
}
