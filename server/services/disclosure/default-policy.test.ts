import { describe, expect, test } from "vitest";
import type { JsonValue } from "@/lib/json";
import { isPublic } from "./default-policy";

const lot = "https://id.gs1.org/01/09506000134352/10/L1";
const context = { subjects: new Set([lot, "https://id.gs1.org/00/095060001343520003"]) };
const shown = (pointer: string, value: JsonValue = "x"): boolean => isPublic(pointer, value, context);

describe("the default disclosure policy", () => {
  test.each([
    "/type",
    "/action",
    "/eventTime",
    "/eventTimeZoneOffset",
    "/bizStep",
    "/disposition",
    "/persistentDisposition",
    "/readPoint",
    "/bizLocation",
    "/certificationInfo",
    "/certificationInfo/0",
    "/sensorElementList/0",
    "/sensorElementList/17",
    "/@context",
    "/ilmd/cbvmda:bestBeforeDate",
    "/ilmd/cbvmda:lotNumber",
    "/ilmd/https:~1~1ref.gs1.org~1cbv~1mda~1countryOfOrigin",
    "/ilmd/harvestStartDate",
  ])("shows %s", (pointer) => expect(shown(pointer)).toBe(true));

  test.each([
    "/eventID",
    "/bizTransactionList/0",
    "/sourceList/0",
    "/destinationList/0",
    "/transformationID",
    "/errorDeclaration",
    "/ilmd/cbvmda:unitPrice",
    "/ilmd/acme:recipe",
    "/acme:note",
    "/ilmd",
    "/epcList",
    "/quantityList",
  ])("hides %s", (pointer) => expect(shown(pointer)).toBe(false));

  test("shows only those items of a box that the journey is about", () => {
    expect(shown("/quantityList/0", { epcClass: lot, quantity: 40 })).toBe(true);
    expect(shown("/quantityList/1", { epcClass: "https://id.gs1.org/01/09506000134352/10/L2" })).toBe(false);
    expect(shown("/parentID", "https://id.gs1.org/00/095060001343520003")).toBe(true);
    expect(shown("/parentID", "https://id.gs1.org/00/095060001343520010")).toBe(false);
  });

  test("knows a subject by its EPC URN as well as by its Digital Link", () => {
    const box = { subjects: new Set(["https://id.gs1.org/00/295060000134352008"]) };
    const [own, other] = ["urn:epc:id:sscc:9506000.2013435200", "urn:epc:id:sscc:9506000.2013435201"];
    expect(isPublic("/childEPCs/0", own, box)).toBe(true);
    expect(isPublic("/childEPCs/1", other, box)).toBe(false);
  });
});
