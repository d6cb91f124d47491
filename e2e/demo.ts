/** What the demo world of the server under test holds: it depends on the day on which it was seeded. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { demoSamples } from "@/server/services/seed/samples";
import { chinaMidnight } from "@/server/services/seed/seed";

/** Paths of the codes that the demo offers to shoppers, and the day it was told on (00:00 in China, ms). */
export interface DemoCodes {
  berries: string;
  vial: string;
  tea: string;
  today: number;
}

/** Reads them from the settings of the server that playwright.config.ts starts. */
export function demoCodes(): DemoCodes {
  const path = join(process.env.E2E_DATA ?? "", "settings.json");
  const { demo } = JSON.parse(readFileSync(path, "utf8")) as { demo: { atMs: number } };
  const [berries = "", vial = "", tea = ""] = demoSamples(demo.atMs).map((sample) => sample.path);
  return { berries, vial, tea, today: chinaMidnight(demo.atMs) };
}
