import { describe, expect, it } from "vitest";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { harvest, receipt, shipment } from "./testing/events";
import { parties, SmallLog } from "./testing/small-log";
import { verifyBundle } from "./verify";

describe("x", () => {
  it("round", async () => {
    const log = new SmallLog();
    log.join(parties.farm, "manufacturer");
    log.join(parties.carrier, "carrier");
    const i = log.capture(parties.farm, [harvest]);
    const j = log.capture(parties.carrier, [shipment, receipt, harvest]);
    const s = log.state();
    const r = await verifyBundle(nobleSuite, log.bundle(j, { stateIndex: s }), {
      origin: log.origin,
      logVkey: log.vkey,
    });
    expect(r.index).toBe(j);
  });
});
