import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assignEventId } from "@/lib/epcis/event-hash";
import { toDocument } from "@/lib/epcis/normal-form";
import { parseEpcis } from "@/lib/epcis/parse";
import type { DomainError } from "@/lib/errors";
import { canonicalize } from "@/lib/jcs";
import { type JsonObject, parseJson } from "@/lib/json";
import { listShared, readSharedText } from "@/lib/testing/shared-data";
import { nodeSuite } from "@/server/crypto/node-suite";
import { openTestServices, type TestServices } from "@/server/services/testing/test-services";
import { captureEvents } from "./capture-events";
import { captureStatus } from "./capture-status";

const maker = { iss: "https://id.gs1.org/417/9521011000006" };
const other = { iss: "https://id.gs1.org/417/9521012000005" };
let services: TestServices;

beforeAll(async () => {
  services = await openTestServices();
  await services.admit(maker.iss, ["manufacturer"]);
  await services.admit(other.iss, ["manufacturer"]);
});
afterAll(() => services.close());

function objectEvent(serial: string, more: JsonObject = {}): JsonObject {
  return {
    "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
    type: "ObjectEvent",
    action: "OBSERVE",
    eventTime: "2026-11-20T08:00:00.000+08:00",
    eventTimeZoneOffset: "+08:00",
    epcList: [`https://id.gs1.org/01/09521011000019/21/${serial}`],
    bizStep: "shipping",
    ...more,
  };
}

/** Opens an event from the ledger: what was really captured. */
async function captured(id: string): Promise<JsonObject | null> {
  const [leafIndex = 0, ordinal = 0] = id.split(".").map(Number);
  const entry = await services.deps.ledger.entry(leafIndex);
  const tree = entry.trees[ordinal];
  return tree === undefined ? null : services.deps.ledger.openTree(tree);
}

const accepted = [
  ...listShared("epcis/examples/json", /\.jsonld$/),
  ...listShared("epcis/documents/EPCIS/JSON/Capture/Documents", /\.json$/),
  ...listShared("epcis/documents/EPCIS/JSON/Capture/Events", /\.json$/),
];
const refused = listShared("epcis/documents/EPCIS/JSON/Capture/Invalid", /\.json$/);

describe.skipIf(accepted.length === 0)("published documents (../shared/data)", () => {
  it.each(accepted)("accepts %s and gives back what was sent", async (path) => {
    const text = readSharedText(path) ?? "";
    const receipt = await captureEvents(services.deps, maker, text);
    const sent = parseEpcis(parseJson(text)).events.map((event) => assignEventId(nodeSuite.sha256, event));
    expect(receipt.events).toHaveLength(sent.length);
    for (const [i, { id, isDuplicate }] of receipt.events.entries()) {
      const event = await captured(id);
      // A duplicate by CBV hash may be told under the id and spelling it was first captured with.
      if (!isDuplicate) expect(canonicalize(event)).toBe(canonicalize(sent[i] ?? null));
      else expect(event).not.toBeNull();
    }
  });

  it.each(refused)("refuses %s, names the field, and writes nothing", async (path) => {
    const size = services.deps.ledger.head().size;
    const refusal = await captureEvents(services.deps, maker, readSharedText(path) ?? "").catch((e) => e);
    expect((refusal as DomainError).code).toBe("malformed");
    expect((refusal as DomainError).message).toMatch(
      /^\$\.epcisBody\.eventList\[\d+\]\S*: expected .+, got /,
    );
    expect(services.deps.ledger.head().size).toBe(size);
  });
});

describe("captureEvents", () => {
  it("gives the old receipt for the same document, and makes no new entry", async () => {
    const document = toDocument([objectEvent("A1"), objectEvent("A2")], "2026-11-20T00:00:00Z");
    const first = await captureEvents(services.deps, maker, document);
    const size = services.deps.ledger.head().size;
    const second = await captureEvents(services.deps, maker, document);
    expect(second.events.map((e) => e.id)).toEqual(first.events.map((e) => e.id));
    expect(second.events.every((e) => e.isDuplicate)).toBe(true);
    expect(second.leafHash).toBe(first.leafHash);
    expect(services.deps.ledger.head().size).toBe(size);
  });

  it("does so too once the capture is in the mirror and no longer recent", async () => {
    const first = await captureEvents(services.deps, maker, objectEvent("B1"));
    await services.deps.mirror.whenApplied(first.leafIndex + 1);
    const deps = { ...services.deps, recent: new (await import("./recent-events")).RecentEvents() };
    const second = await captureEvents(deps, maker, objectEvent("B1"));
    expect(second.events).toEqual([{ ...first.events[0], isDuplicate: true }]);
  });

  it("lets one of many equal captures at once be new", async () => {
    const receipts = await Promise.all(
      Array.from({ length: 20 }, () => captureEvents(services.deps, maker, objectEvent("C1"))),
    );
    expect(new Set(receipts.map((r) => r.events[0]?.id)).size).toBe(1);
    expect(receipts.filter((r) => r.events[0]?.isDuplicate === false)).toHaveLength(1);
  });

  it("judges duplicates by member", async () => {
    const mine = await captureEvents(services.deps, maker, objectEvent("D1"));
    const theirs = await captureEvents(services.deps, other, objectEvent("D1"));
    expect(theirs.events[0]?.isDuplicate).toBe(false);
    expect(theirs.events[0]?.id).not.toBe(mine.events[0]?.id);
  });

  it("refuses a document whole when one event takes an id that names other content", async () => {
    await captureEvents(
      services.deps,
      maker,
      objectEvent("E1", { eventID: "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8" }),
    );
    const size = services.deps.ledger.head().size;
    const clash = objectEvent("E2", { eventID: "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8" });
    const document = toDocument([objectEvent("E3"), clash], "2026-11-20T00:00:00Z");
    await expect(captureEvents(services.deps, maker, document)).rejects.toMatchObject({ code: "conflict" });
    expect(services.deps.ledger.head().size).toBe(size);
    const again = await captureEvents(services.deps, maker, objectEvent("E3"));
    expect(again.events[0]?.isDuplicate).toBe(false);
  });

  it("takes a document of 2,000 events as one entry with one signature", async () => {
    const events = Array.from({ length: 2_000 }, (_, i) => objectEvent(`F${i}`));
    const text = JSON.stringify(toDocument(events, "2026-11-20T00:00:00Z"));
    const receipt = await captureEvents(services.deps, maker, text);
    expect(new Set(receipt.events.map((e) => e.id)).size).toBe(2_000);
    expect(receipt.events.every((e) => e.id.startsWith(`${receipt.leafIndex}.`))).toBe(true);
    expect(await captured(`${receipt.leafIndex}.1999`)).toMatchObject({
      epcList: [expect.stringContaining("F1999")],
    });
  });

  it("refuses text with a member twice, which JSON.parse would lose", async () => {
    const text = JSON.stringify(objectEvent("G1")).replace(
      '"action":"OBSERVE"',
      '"action":"ADD","action":"OBSERVE"',
    );
    await expect(captureEvents(services.deps, maker, text)).rejects.toMatchObject({ code: "malformed" });
  });

  it("refuses a member that is not in the log", async () => {
    const stranger = { iss: "https://id.gs1.org/417/9521099000000" };
    await expect(captureEvents(services.deps, stranger, objectEvent("H1"))).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("shows an entry's proof to its issuer once published, and to nobody else", async () => {
    const { leafIndex } = await captureEvents(services.deps, maker, objectEvent("I1"));
    const status = await captureStatus(services.deps, maker, { leafIndex, waitMs: 5_000 });
    expect(status.state).toBe("published");
    expect(status.proof?.bundles).toHaveLength(1);
    const query = { leafIndex, waitMs: 0 };
    await expect(captureStatus(services.deps, other, query)).rejects.toMatchObject({ code: "not_found" });
  });
});
