import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addPerson } from "@/server/auth/people";
import { openSession } from "@/server/auth/sessions";
import { rebuildMirror } from "@/server/mirror/rebuild";
import type { Runtime } from "@/server/runtime";
import { ResponseCache } from "@/server/scan/response-cache";
import { openTestServices, type TestServices } from "@/server/services/testing/test-services";
import { type Front, listen } from "./front";

const iss = "https://id.gs1.org/417/9521011000006";
const contexts = [
  "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
  { ex: "https://x.example/" },
];

function event(serial: number) {
  return {
    type: "ObjectEvent",
    action: "ADD",
    eventTime: "2026-11-20T08:00:00.000+08:00",
    eventTimeZoneOffset: "+08:00",
    bizStep: "commissioning",
    readPoint: { id: "https://id.gs1.org/414/9521011000013" },
    epcList: [`https://id.gs1.org/01/09521011000019/21/s${serial}`],
    quantityList: [{ epcClass: "https://id.gs1.org/01/09521011000019/10/L-1", quantity: 2.5, uom: "KGM" }],
    bizTransactionList: [{ type: "po", bizTransaction: "urn:epcglobal:cbv:bt:9521011000006:1" }],
    sensorElementList: [
      {
        sensorReport: [
          { type: "Temperature", value: 4.5, uom: "CEL" },
          { type: "urn:x:own", stringValue: "a\tb\\c\nd" },
        ],
      },
    ],
    ilmd: { "ex:lotNumber": "L1", "ex:name": "草莓\u0000🍓" },
  };
}

function document(events: object[]) {
  return {
    "@context": contexts,
    type: "EPCISDocument",
    schemaVersion: "2.0",
    creationDate: "2026-11-20T00:00:00Z",
    epcisBody: { eventList: events },
  };
}

describe("POST /capture", () => {
  let services: TestServices;
  let front: Front;
  let cookie: string;
  beforeAll(async () => {
    services = await openTestServices();
    await services.admit(iss, ["manufacturer"]);
    await addPerson(services.deps.db, {
      id: "farm",
      name: { en: "Qu", "zh-CN": "曲" },
      iss,
      role: "manufacturer",
    });
    cookie = `suyuan-session=${await openSession(services.deps.db, "farm", Date.now())}`;
    front = await listen("127.0.0.1", 0);
    const runtime = { services: services.deps, scanCache: new ResponseCache() };
    front.open(runtime as unknown as Runtime, (_, response) => response.end());
  });
  afterAll(async () => {
    await front.close();
    await services.close();
  });

  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = { cookie }) =>
    fetch(`http://127.0.0.1:${front.port}/capture`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...headers },
    });

  it("captures one event, and the same again as a duplicate", async () => {
    const body = JSON.stringify({ "@context": contexts, ...event(0) });
    const first = await (await post(body)).json();
    expect(first).toMatchObject({ state: "accepted", events: [{ isDuplicate: false }] });
    const second = await (await post(body)).json();
    expect(second).toMatchObject({ leafIndex: first.leafIndex, events: [{ isDuplicate: true }] });
  });

  it("captures documents small and large, and the mirror holds what a rebuild gives", async () => {
    const process = {
      type: "TransformationEvent",
      eventTime: "2026-11-20T08:00:00Z",
      eventTimeZoneOffset: "+00:00",
      inputEPCList: Array.from({ length: 40 }, (_, i) => `urn:epc:id:sgtin:4012345.011111.${i}`),
      outputEPCList: Array.from({ length: 40 }, (_, i) => `urn:epc:id:sgtin:4012345.022222.${i}`),
    };
    let leafIndex = 0;
    for (const count of [2, 120]) {
      const events = [
        ...Array.from({ length: count }, (_, i) => event(count * 1000 + i)),
        { ...process, "ex:n": count },
      ];
      const response = await post(JSON.stringify(document(events)));
      const receipt = await response.json();
      expect(receipt.events).toHaveLength(count + 1);
      ({ leafIndex } = receipt);
    }
    await services.deps.mirror.whenApplied(leafIndex + 1);
    const { sql, ledger } = services.deps;
    const { isEqual, differences } = await rebuildMirror({ sql, ledger });
    expect(differences).toEqual([]);
    expect(isEqual).toBe(true);
  });

  it("refuses with the path, what was expected and what was found", async () => {
    const response = await post(JSON.stringify({ "@context": contexts, ...event(1), action: "GROW" }));
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({
      code: "malformed",
      path: "$.action",
      title: '$.action: expected one of ADD, OBSERVE, DELETE, got "GROW"',
      details: [{ path: "$.action" }, { path: "$.ilmd" }],
    });
  });

  it.each([
    ["without a session", 401, () => post("{}", {})],
    ["with a session that ended", 401, () => post("{}", { cookie: `suyuan-session=${"A".repeat(43)}` })],
    ["of another media type", 415, () => post("{}", { cookie, "content-type": "text/plain" })],
    ["that is no JSON", 400, () => post("{")],
    ["that is no UTF-8", 400, () => post(Uint8Array.of(0x22, 0xff, 0x22))],
    ["that is too large", 413, () => post("x".repeat(16 * 1024 * 1024 + 1))],
  ])("refuses a capture %s", async (_, status, send) => {
    expect((await send()).status).toBe(status);
  });

  it("leaves everything but POST to the page of that name", async () => {
    const url = `http://127.0.0.1:${front.port}/capture`;
    const none = await fetch(`http://127.0.0.1:${front.port}/no-such-page`);
    expect((await fetch(url)).status).toBe(none.status);
    expect((await fetch(url, { method: "HEAD" })).status).toBe(none.status);
  });
});
