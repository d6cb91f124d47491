/** The shapes a page is drawn from, taken from the type of the procedure that answers it. */
import type { Caller } from "@/server/trpc/router";

export type ScanAnswer = Awaited<ReturnType<Caller["scan"]["page"]>>;
export type ProvenancePage = Extract<ScanAnswer, { kind: "page" }>;
export type JourneyStop = ProvenancePage["journey"][number];
export type JourneyStep = JourneyStop["steps"][number];
export type Place = NonNullable<JourneyStop["place"]>;
export type Shown = JourneyStep["signer"]["name"];
export type Claim = Shown["claims"][number];
export type TemperatureShown = NonNullable<ProvenancePage["temperature"]>;
export type CertificateShown = ProvenancePage["certificates"][number];
export type UnknownShown = ProvenancePage["unknowns"][number];
