/** What a scanned address names. */
import { identityOf } from "@/lib/digital-link/format";
import { parseDigitalLink } from "@/lib/digital-link/parse";
import { codeProblemOf } from "./code-problem";
import type { CodeProblem } from "./page-model";

/** How fine the code is. */
export type ThingLevel = "item" | "lot" | "product" | "logistic_unit" | "place" | "other";

/** The thing a code names, and what the code says of it. */
export interface ScannedThing {
  kind: "thing";
  /** Canonical Digital Link. */
  id: string;
  /** The path on this site, as scanned. */
  path: string;
  level: ThingLevel;
  gtin?: string;
  lot?: string;
  serial?: string;
  sscc?: string;
}

/** Reads the path of a scanned address, such as `/01/09506000134352/10/L1`. */
export function scannedThing(path: string): ScannedThing | CodeProblem {
  try {
    const { key, qualifiers } = parseDigitalLink(`https://id.gs1.org${path}`, { shortGtins: true });
    const qualifier = (ai: string): string | undefined => qualifiers.find((one) => one.ai === ai)?.value;
    const lot = qualifier("10");
    const serial = key.ai === "01" ? qualifier("21") : undefined;
    return {
      kind: "thing",
      id: identityOf({ key, qualifiers }),
      path: path.replace(/\/$/, ""),
      level: levelOf(key.ai, lot, serial),
      ...(key.ai === "01" ? { gtin: key.value } : {}),
      ...(key.ai === "00" ? { sscc: key.value } : {}),
      ...(lot === undefined ? {} : { lot }),
      ...(serial === undefined ? {} : { serial }),
    };
  } catch {
    return codeProblemOf(path);
  }
}

function levelOf(ai: string, lot: string | undefined, serial: string | undefined): ThingLevel {
  if (ai === "00") return "logistic_unit";
  if (ai === "414" || ai === "417") return "place";
  if (ai !== "01") return "other";
  if (serial !== undefined) return "item";
  return lot === undefined ? "product" : "lot";
}
