/**
 * The log most proof tests begin with.
 */
import { nobleSuite } from "@/lib/crypto/noble-suite";
import type { ProofBundle } from "../bundle";
import type { TrustRoots } from "../trust";
import { type VerifiedBundle, verifyBundle } from "../verify";
import { harvest, receipt, shipment } from "./events";
import { parties, SmallLog } from "./small-log";

/** A log with two members, a capture of one event by the farm, one of three by the carrier, and a state after them. */
export function twoMembers(): {
  log: SmallLog;
  trust: TrustRoots;
  harvested: number;
  shipped: number;
  state: number;
} {
  const log = new SmallLog();
  log.join(parties.farm, "manufacturer");
  log.join(parties.carrier, "carrier");
  const harvested = log.capture(parties.farm, [harvest]);
  const shipped = log.capture(parties.carrier, [shipment, receipt, harvest]);
  const state = log.state();
  return { log, trust: { origin: log.origin, logVkey: log.vkey }, harvested, shipped, state };
}

/** Verifies with the suite that runs anywhere. */
export function verify(bundle: ProofBundle, trust: TrustRoots): Promise<VerifiedBundle> {
  return verifyBundle(nobleSuite, bundle, trust);
}

/** Changes the issuer part of a bundle. */
export function withIssuer(bundle: ProofBundle, changes: Partial<ProofBundle["issuer"]>): ProofBundle {
  return { ...bundle, issuer: { ...bundle.issuer, ...changes } };
}
