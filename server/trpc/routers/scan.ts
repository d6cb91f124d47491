import { DomainError } from "@/lib/errors";
import type { PageLanguage } from "@/server/services/scan/claim";
import { provenancePage } from "@/server/services/scan/provenance-page";
import { publicProcedure, router } from "../init";

/** What a consumer sees after a scan. */
export const scanRouter = router({
  /** Answers the scan of `{path, language}`, such as `/01/09506000134352/10/L1`; a code that leads nowhere is an answer too. */
  page: publicProcedure
    .input(parseScan)
    .query(({ ctx, input }) => provenancePage(ctx.runtime.services, input.path, input.language)),
});

/** The longest address worth reading: a QR code of the largest size holds less. */
const pathLengthMax = 2_000;

function parseScan(input: unknown): { path: string; language: PageLanguage } {
  const { path, language } = (input ?? {}) as { path?: unknown; language?: unknown };
  if (typeof path !== "string" || !path.startsWith("/") || path.length > pathLengthMax) {
    throw new DomainError("malformed", "$.path: expected the path of a GS1 Digital Link", { path: "path" });
  }
  return { path, language: language === "zh-CN" ? "zh-CN" : "en" };
}
