import { describe, expect, test } from "vitest";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { twoMembers } from "@/lib/proof/testing/two-members";
import { decodeSign1, encodeSign1 } from "@/lib/statement/sign1";
import { decodeReceipt, verifyInclusionReceipt } from "./receipt";
import { inclusionReceipt, namedLog } from "./testing/log-receipts";
import { attachReceipts, detachReceipts } from "./transparent-statement";

const { log, harvested } = twoMembers();
const statement = log.entries[harvested] ?? new Uint8Array();
const receipt = inclusionReceipt(log, harvested);

describe("a statement with receipts", () => {
  test("comes apart into the log entry, byte for byte, and receipts that hold for it", async () => {
    const apart = detachReceipts(attachReceipts({ statement, receipts: [receipt, receipt] }));
    expect(apart).toEqual({ statement, receipts: [receipt, receipt] });
    await verifyInclusionReceipt(nobleSuite, decodeReceipt(receipt), apart.statement, namedLog(log));
  });

  test("has at least one receipt, and nothing beside them", () => {
    const parts = decodeSign1(statement, "statement");
    expect(() => attachReceipts({ statement, receipts: [] })).toThrow("1 to 16 receipts");
    expect(() => detachReceipts(statement)).toThrow("1 to 16 receipts");
    const more = new Map<number, number | Uint8Array[]>([
      [394, [receipt]],
      [4, 1],
    ]);
    expect(() => detachReceipts(encodeSign1({ ...parts, unprotected: more }))).toThrow("1 to 16 receipts");
  });
});
