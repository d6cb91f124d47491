import { describe, expect, it } from "vitest";
import { statementTypes } from "@/lib/statement/header";
import { requireErasable } from "./erasure-authority";
import { erasureReasons, isErasureReason } from "./erasure-reasons";
import { parseErasureRecord } from "./erasure-record";

const farm = "https://farm.example";
const capture = { header: { iss: farm, typ: statementTypes.capture }, treeCount: 2 };

describe("an erasure", () => {
  it("is the right of the member that signed the entry, of captures and records alike", () => {
    for (const typ of [statementTypes.capture, statementTypes.record]) {
      const target = { ...capture, header: { iss: farm, typ } };
      expect(() => requireErasable({ iss: farm }, { event: "7.1" }, target)).not.toThrow();
      expect(() => requireErasable({ iss: "https://operator.example" }, { event: "7.1" }, target)).toThrow(
        expect.objectContaining({ code: "forbidden", path: "iss" }),
      );
    }
  });

  it("names an event that is there: not one past the last, and nothing in an entry without events", () => {
    const refused = expect.objectContaining({ code: "not_found", path: "event" });
    expect(() => requireErasable({ iss: farm }, { event: "7.2" }, capture)).toThrow(refused);
    for (const typ of [statementTypes.membership, statementTypes.erasure, statementTypes.membershipState]) {
      const target = { header: { iss: farm, typ }, treeCount: 0 };
      expect(() => requireErasable({ iss: farm }, { event: "7.0" }, target)).toThrow(refused);
    }
  });

  it("has a reason that any log admits", () => {
    for (const reason of erasureReasons) {
      expect(parseErasureRecord({ type: "event.erased", event: "7.0", reason }, 8).reason).toBe(reason);
      expect(isErasureReason(reason)).toBe(true);
    }
    expect(isErasureReason("because")).toBe(false);
  });
});
