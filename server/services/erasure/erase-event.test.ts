import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromHex } from "@/lib/bytes";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { holdsHiddenEvent } from "@/lib/fields/pruned-tree";
import type { JsonObject } from "@/lib/json";
import type { ProofSet } from "@/lib/proof/bundle";
import { verifyBundle } from "@/lib/proof/verify";
import { captureEvents } from "@/server/services/capture/capture-events";
import { publicProofOfEvent } from "@/server/services/proofs/public-proof";
import { appendRecords } from "@/server/services/records/append-records";
import { openTestServices, type TestServices } from "@/server/services/testing/test-services";
import { eventDossier } from "@/server/services/trace/event-dossier";
import { eraseEvent } from "./erase-event";
import { erasureNotice, erasuresBy } from "./erasure-notice";
import { sameContent } from "./same-content";

const maker = { iss: "https://id.gs1.org/417/9521011000006", role: "manufacturer" as const };
const other = { iss: "https://id.gs1.org/417/9521012000005", role: "manufacturer" as const };
const regulator = { iss: "https://regulator.example", role: "regulator" as const };
const reason = "captured-in-error" as const;
let services: TestServices;

beforeAll(async () => {
  services = await openTestServices();
  await services.admit(maker.iss, ["manufacturer"]);
  await services.admit(other.iss, ["manufacturer"]);
});
afterAll(() => services.close());

function objectEvent(serial: string, more: JsonObject = {}): JsonObject {
  return {
    type: "ObjectEvent",
    action: "OBSERVE",
    eventTime: "2026-11-20T08:00:00.000+08:00",
    eventTimeZoneOffset: "+08:00",
    epcList: [`https://id.gs1.org/01/09521011000019/21/${serial}`],
    bizStep: "shipping",
    ...more,
  };
}

async function capture(...events: JsonObject[]): Promise<string[]> {
  const receipt = await captureEvents(services.deps, maker, {
    "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
    type: "EPCISDocument",
    schemaVersion: "2.0",
    creationDate: "2026-11-20T08:00:00.000+08:00",
    epcisBody: { eventList: events },
  });
  return receipt.events.map(({ id }) => id);
}

function placeOf(id: string): { leafIndex: number; ordinal: number } {
  const [leafIndex = 0, ordinal = 0] = id.split(".").map(Number);
  return { leafIndex, ordinal };
}

async function verified(set: ProofSet) {
  const { origin, vkey } = services.deps.ledger;
  const [bundle] = set.bundles;
  if (bundle === undefined) throw new Error("expected a bundle");
  return { bundle, result: await verifyBundle(nobleSuite, bundle, { origin, logVkey: vkey }) };
}

describe("an erased event", () => {
  it("says who erased it, when and why, and its existence and its siblings are still proven", async () => {
    const { deps } = services;
    const [first = "", second = ""] = await capture(objectEvent("A1"), objectEvent("A2"));
    const before = await eventDossier(deps, maker, placeOf(first));
    const notice = await eraseEvent(deps, maker, { event: first, reason });
    expect(notice).toMatchObject({ event: first, iss: maker.iss, reason, eventRoot: before.log.eventRoot });
    const after = await eventDossier(deps, regulator, placeOf(first));
    expect(after).toMatchObject({ fields: null, type: "erased", erasure: notice, mirror: "same" });
    expect(after.log.eventRoot).toBe(before.log.eventRoot);

    await deps.ledger.whenPublished(notice.entry);
    const { bundle, result } = await verified((await publicProofOfEvent(deps.ledger, placeOf(first))).set);
    expect(result.events).toEqual([]);
    expect(holdsHiddenEvent(nobleSuite.sha256, bundle.capture, fromHex(notice.eventRoot))).toBe(true);
    expect(holdsHiddenEvent(nobleSuite.sha256, bundle.capture, new Uint8Array(32))).toBe(false);
    const sibling = await verified((await publicProofOfEvent(deps.ledger, placeOf(second))).set);
    expect(sibling.result.events[0]?.disclosed.get("/bizStep")).toBe("shipping");
    expect(await erasuresBy(deps.sql, maker.iss, 10)).toContainEqual(notice);
    expect(await erasureNotice(deps.sql, second)).toBeNull();
  });

  it("captured again is a new event, at once", async () => {
    const [id = ""] = await capture(objectEvent("B1"));
    expect(await capture(objectEvent("B1"))).toEqual([id]);
    await eraseEvent(services.deps, maker, { event: id, reason });
    const [again = ""] = await capture(objectEvent("B1"));
    expect(again).not.toBe(id);
    expect(await capture(objectEvent("B1"))).toEqual([again]);
  });

  it("erased again gets the notice of the first time, also when both come at once", async () => {
    const [id = ""] = await capture(objectEvent("C1"));
    const [one, two] = await Promise.all([
      eraseEvent(services.deps, maker, { event: id, reason }),
      eraseEvent(services.deps, maker, { event: id, reason: "court-order" }),
    ]);
    expect(two).toEqual(one);
    expect(await eraseEvent(services.deps, maker, { event: id, reason: "confidential" })).toEqual(one);
  });

  it("may be a record: what it described falls back to the record before it", async () => {
    const { deps } = services;
    const yard = (name: string) => ({
      type: "location.described",
      id: "https://id.gs1.org/414/9521011000105",
      name: { en: name, "zh-CN": name },
      country: "CN",
    });
    await appendRecords(deps, maker.iss, [yard("Old yard")]);
    const { leafIndex } = await appendRecords(deps, maker.iss, [yard("New yard")]);
    await eraseEvent(deps, maker, { event: `${leafIndex}.0`, reason });
    const rows = await deps.sql`select name_en from mirror.locations where id = ${yard("").id}`;
    expect(rows).toEqual([{ name_en: "Old yard" }]);
  });
});

describe("an erasure is refused", () => {
  it("to other members, who do not even see the event, and of what is not there", async () => {
    const { deps } = services;
    const [id = ""] = await capture(objectEvent("D1"));
    const size = deps.ledger.head().size;
    await expect(eraseEvent(deps, other, { event: id, reason })).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("expected the member that signed the event"),
    });
    await expect(eventDossier(deps, other, placeOf(id))).rejects.toMatchObject({ code: "not_found" });
    for (const event of [`${size}.0`, "0.0", id.replace(/\.\d+$/, ".7")]) {
      await expect(eraseEvent(deps, maker, { event, reason })).rejects.toMatchObject({ code: "not_found" });
    }
    expect(deps.ledger.head().size).toBe(size);
  });
});

it("names the declaration that repeats an event, so that it is not forgotten", async () => {
  const { deps } = services;
  const event = objectEvent("E1", { eventID: "urn:uuid:0b2a4b7e-1f7a-4a1e-9a3d-0c6b5d1f2a11" });
  const [id = ""] = await capture(event);
  const declaration = { declarationTime: "2026-11-21T08:00:00.000+08:00", reason: "incorrect_data" };
  const [declared = ""] = await capture({ ...event, errorDeclaration: declaration });
  await deps.mirror.whenApplied(deps.ledger.head().size);
  expect(await sameContent(deps.sql, maker.iss, id)).toEqual([declared]);
  expect(await sameContent(deps.sql, other.iss, id)).toEqual([]);
});
