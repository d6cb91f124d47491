import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestServices, type TestServices } from "@/server/services/testing/test-services";
import { captureEvents } from "./capture-events";
import { knownEvents } from "./known-events";

const iss = "https://id.gs1.org/417/9521011000006";
const other = "https://id.gs1.org/417/9521012000005";

function event(serial: string, eventID?: string) {
  return {
    "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
    type: "ObjectEvent",
    action: "OBSERVE",
    eventTime: "2026-11-20T08:00:00Z",
    eventTimeZoneOffset: "+00:00",
    epcList: [`https://id.gs1.org/01/09521011000019/21/${serial}`],
    ...(eventID === undefined ? {} : { eventID }),
  };
}

describe("knownEvents", () => {
  let services: TestServices;
  const nothing = { eventID: "urn:x:none", cbvHash: "none" };
  beforeAll(async () => {
    services = await openTestServices();
    for (const member of [iss, other]) await services.admit(member, ["manufacturer"]);
    for (const serial of ["a", "b"])
      await captureEvents(services.deps, { iss }, event(serial, `urn:x:${serial}`));
    const { leafIndex } = await captureEvents(services.deps, { iss: other }, event("a", "urn:x:a"));
    await services.deps.mirror.whenApplied(leafIndex + 1);
  });
  afterAll(() => services.close());

  it("gives each of many askers at once what it asked for, and only that", async () => {
    const { sql } = services.deps;
    const asked = Array.from({ length: 30 }, (_, i) => ({ ...nothing, eventID: `urn:x:${"abc"[i % 3]}` }));
    const answers = await Promise.all(asked.map((one) => knownEvents(sql, iss, [one, nothing])));
    answers.forEach((known, i) => {
      expect(known.map(({ eventID }) => eventID)).toEqual(i % 3 === 2 ? [] : [`urn:x:${"ab"[i % 3]}`]);
    });
    const [known] = answers[0] ?? [];
    const byHash = await knownEvents(sql, iss, [{ ...nothing, cbvHash: known?.cbvHash ?? "" }]);
    expect(byHash).toEqual([known]);
  });

  it("knows a member's own events only, although members ask at once", async () => {
    const { sql } = services.deps;
    const asked = [{ ...nothing, eventID: "urn:x:b" }];
    const [mine, theirs] = await Promise.all([knownEvents(sql, iss, asked), knownEvents(sql, other, asked)]);
    expect([mine.length, theirs.length]).toEqual([1, 0]);
  });

  it("tells every asker of a query that failed, and asks again for the next", async () => {
    const { sql } = services.deps;
    const broken = [{ ...nothing, eventID: "\0" }];
    const asked = [broken, [nothing], [nothing]].map((events) => knownEvents(sql, iss, events));
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  });
});
