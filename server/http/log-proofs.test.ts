import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toHex } from "@/lib/bytes";
import { parseConsistencyFile } from "@/lib/consistency/consistency-file";
import { verifyConsistencyFile } from "@/lib/consistency/verify-consistency";
import { parseJson } from "@/lib/json";
import { leafHash } from "@/lib/merkle/hash";
import { parseEntryPromise } from "@/lib/promise/entry-promise";
import { verifyPromise } from "@/lib/promise/verify-promise";
import { checkCheckpoint, checkLogSignature, readProof, rootOfProof } from "@/lib/proof/logged";
import { type PinnedLog, pinLog } from "@/lib/proof/trust";
import { decodeReceipt, verifyConsistencyReceipt, verifyInclusionReceipt } from "@/lib/receipt/receipt";
import { detachReceipts } from "@/lib/receipt/transparent-statement";
import { nodeSuite } from "@/server/crypto/node-suite";
import { captureEvents } from "@/server/services/capture/capture-events";
import { openTestServices, type TestServices } from "@/server/services/testing/test-services";
import { logProof } from "./log-proofs";

const maker = { iss: "https://id.gs1.org/417/9521011000006" };
let services: TestServices;
let log: PinnedLog;
const notes: string[] = [];

function shipment(serial: string) {
  return {
    "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
    type: "ObjectEvent",
    action: "OBSERVE",
    eventTime: "2026-11-20T08:00:00.000+08:00",
    eventTimeZoneOffset: "+08:00",
    epcList: [`https://id.gs1.org/01/09521011000019/21/${serial}`],
    bizStep: "shipping",
  };
}

async function fetched(path: string): Promise<Uint8Array> {
  const { body } = (await logProof(services.deps, path)) ?? { body: "" };
  return typeof body === "string" ? new TextEncoder().encode(body) : body;
}

async function fetchedText(path: string): Promise<string> {
  return new TextDecoder().decode(await fetched(path));
}

beforeAll(async () => {
  services = await openTestServices();
  const { ledger } = services.deps;
  ledger.onPublish(({ note }) => notes.push(note));
  await services.admit(maker.iss, ["manufacturer"]);
  log = pinLog({ origin: ledger.origin, logVkey: ledger.vkey });
});
afterAll(() => services.close());

describe("what the log signs beside checkpoints", () => {
  test("is a promise in the receipt of every capture of a batch, under one signature", async () => {
    const captured = await Promise.all(
      Array.from({ length: 8 }, (_, i) => captureEvents(services.deps, maker, shipment(`P${i}`))),
    );
    const promises = captured.map(({ promise }) => parseEntryPromise(parseJson(JSON.stringify(promise))));
    for (const [i, promise] of promises.entries()) {
      const said = await verifyPromise(nodeSuite, promise, log);
      expect(said.index).toBe(captured[i]?.leafIndex);
      const { statement } = await services.deps.ledger.entry(said.index);
      expect(toHex(said.leafHash)).toBe(toHex(leafHash(nodeSuite.sha256, statement)));
    }
    const batches = new Set(promises.map(({ index, position }) => index - position)).size;
    expect(new Set(promises.map(({ statement }) => toHex(statement))).size).toBe(batches);
  });

  test("is a promise for what was captured before, of itself alone", async () => {
    const again = await captureEvents(services.deps, maker, shipment("P3"));
    const promise = parseEntryPromise(again.promise);
    expect(promise).toMatchObject({ position: 0, count: 1, path: [] });
    await verifyPromise(nodeSuite, promise, log);
    const door = parseEntryPromise(parseJson(await fetchedText(`/${promise.index}.promise`)));
    expect(door).toEqual(promise);
  });
});

describe("the proofs of an entry", () => {
  test("hold, each read by its own verifier, for every entry of the log", async () => {
    const { ledger } = services.deps;
    await ledger.whenPublished(ledger.head().size - 1);
    const { size } = ledger.published();
    for (let index = 0; index < size; index++) {
      const entry = await fetched(`/${index}.statement`);
      const proof = readProof(await fetchedText(`/${index}.tlog-proof`));
      expect(proof.index).toBe(index);
      expect(proof.noteText).toBe(ledger.published().note);
      const root = rootOfProof(nodeSuite, proof, leafHash(nodeSuite.sha256, entry));
      checkCheckpoint(proof.checkpoint, log.origin, root);
      await checkLogSignature(nodeSuite, proof.note, log.vkey);
      const receipt = await fetched(`/${index}.receipt`);
      const { vdp } = await verifyInclusionReceipt(nodeSuite, decodeReceipt(receipt), entry, log);
      expect(vdp).toMatchObject({ index, size });
      expect(detachReceipts(await fetched(`/${index}.scitt`))).toEqual({
        statement: entry,
        receipts: [receipt],
      });
    }
  });

  test("are not there for entries that are not, and other names are left to others", async () => {
    await expect(fetched("/999.receipt")).rejects.toMatchObject({ code: "not_found" });
    for (const path of ["/17.0", "/017.receipt", "/1.receipts", "/consistency/1", "/01/09506000134352"]) {
      expect(await logProof(services.deps, path)).toBeUndefined();
    }
  });
});

describe("that the log only grew", () => {
  test("is proven between any two sizes, as a receipt too", async () => {
    const { size, rootHash } = services.deps.ledger.published();
    for (let size2 = 1; size2 <= size; size2++) {
      for (let size1 = 1; size1 <= size2; size1 += 3) {
        const path = `/consistency/${size1}/${size2}`;
        expect(parseConsistencyFile(parseJson(await fetchedText(path)))).toMatchObject({ size1, size2 });
        const older = decodeReceipt(await fetched(`/consistency/${size1}/${size1}.receipt`));
        expect(older.vdp).toMatchObject({ size1, size2: size1, path: [] });
      }
    }
    const first = notes[0] ?? "";
    const size1 = Number(first.split("\n")[1]);
    const file = parseConsistencyFile(parseJson(await fetchedText(`/consistency/${size1}/${size}`)));
    const { newer = "" } = file;
    const { older } = await verifyConsistencyFile(nodeSuite, { ...file, older: first, newer }, log);
    const receipt = decodeReceipt(await fetched(`/consistency/${size1}/${size}.receipt`));
    const shown = await verifyConsistencyReceipt(nodeSuite, receipt, older, log);
    expect([shown.size, toHex(shown.rootHash)]).toEqual([size, toHex(rootHash)]);
  });

  test("is not said of what is not published, or in the wrong order", async () => {
    const { size } = services.deps.ledger.published();
    for (const path of [`1/${size + 1}`, `0/${size}`, "3/2"]) {
      await expect(fetched(`/consistency/${path}`)).rejects.toMatchObject({ code: "not_found" });
      await expect(fetched(`/consistency/${path}.receipt`)).rejects.toMatchObject({ code: "not_found" });
    }
  });
});
