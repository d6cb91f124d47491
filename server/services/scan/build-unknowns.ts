/** What the record does not say. */
import type { ProvenancePage, UnknownShown } from "./page-model";

/** Lists it, the most telling first. The two last hold for every page. */
export function buildUnknowns(
  page: Omit<ProvenancePage, "unknowns">,
  /** The member that the product's description names as its maker. */
  makerIss: string | null,
): UnknownShown[] {
  const steps = page.journey.flatMap((stop) => stop.steps);
  const signers = new Map(steps.map(({ signer }) => [signer.iss, signer]));
  const placeless = page.journey.filter((stop) => stop.place === undefined).flatMap((stop) => stop.steps);
  const nameless = [...signers.values()].filter(({ name }) => name.claims.length === 0).length;
  const waiting = steps.filter((step) => !step.isPublished).length;
  const found: (UnknownShown | false)[] = [
    page.isTruncated && { kind: "truncated" },
    makerIss !== null && signers.size > 0 && !signers.has(makerIss) && { kind: "maker_not_signer" },
    waiting > 0 && { kind: "steps_not_published", count: waiting },
    placeless.length > 0 && { kind: "steps_without_place", count: placeless.length },
    nameless > 0 && { kind: "signer_without_name", count: nameless },
    signers.size === 1 && { kind: "single_signer" },
    ...temperatureUnknowns(page),
    page.product.bestBefore === undefined && page.product.gtin !== undefined && { kind: "no_best_before" },
    page.certificates.length === 0 && { kind: "no_certificates" },
    { kind: "copies" },
    { kind: "omission" },
  ];
  return found.filter((one) => one !== false);
}

function temperatureUnknowns({
  temperature,
  journey,
}: Omit<ProvenancePage, "unknowns">): (UnknownShown | false)[] {
  if (temperature === null) return [{ kind: "no_temperature" }];
  const measured = new Set(temperature.sources.map(({ id }) => id));
  const unmeasured = journey.filter((stop) => !stop.steps.some(({ id }) => measured.has(id))).length;
  const gaps = temperature.gaps.map(({ fromMs, toMs }) => toMs - fromMs);
  return [
    temperature.limits.length === 0 && { kind: "no_band" },
    gaps.length > 0 && { kind: "sensor_gaps", count: gaps.length, longestMs: Math.max(...gaps) },
    unmeasured > 0 && { kind: "unmeasured_stops", count: unmeasured, of: journey.length },
  ];
}
