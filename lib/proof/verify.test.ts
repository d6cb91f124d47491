import { describe, expect, it } from "vitest";
import { fromBase64Url, toBase64Url, toHex } from "@/lib/bytes";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { canonicalBytes } from "@/lib/jcs";
import type { JsonValue } from "@/lib/json";
import { formatTlogProof, parseTlogProof, type TlogProof } from "@/lib/note/tlog-proof";
import { formatVkey, makeVkey, signatureTypes } from "@/lib/note/vkey";
import { encodeCoseKey } from "@/lib/statement/cose-key";
import { statementTypes } from "@/lib/statement/statement";
import type { ProofBundle } from "./bundle";
import { proofSteps, type StepReport } from "./steps";
import { harvest, shipment } from "./testing/events";
import { ed25519Signer, testWitness } from "./testing/signers";
import { keyText, parties, SmallLog } from "./testing/small-log";
import { twoMembers, verify, withIssuer } from "./testing/two-members";
import { verifyBundle } from "./verify";

const { farm, carrier, operator } = parties;
const refusedAt = (step: string, message: RegExp) => ({
  code: "verification",
  step,
  message: expect.stringMatching(message),
});

function withProof(bundle: ProofBundle, change: (proof: TlogProof) => Partial<TlogProof>): ProofBundle {
  const proof = parseTlogProof(bundle.proof);
  return { ...bundle, proof: formatTlogProof({ ...proof, ...change(proof) }) };
}

describe("verifyBundle accepts", () => {
  it("a capture of one event and says everything it proves", async () => {
    const { log, trust, harvested, state } = twoMembers();
    const verified = await verify(log.bundle(harvested, { stateIndex: state }), trust);
    expect(verified).toMatchObject({
      index: harvested,
      iss: farm.iss,
      seq: 0,
      typ: statementTypes.capture,
      roles: ["manufacturer"],
      checkpoint: { origin: log.origin, size: log.entries.length },
      cosignatures: [],
      keyAsOf: state,
    });
    const [event] = verified.events;
    expect(event?.ordinal).toBe(0);
    expect(event?.hidden).toEqual([]);
    expect(event?.disclosed.get("/ilmd/bestBeforeDate")).toBe("2026-05-12");
  });

  it("one event of three with one field shown, signed with ESP256", async () => {
    const { log, trust, shipped, state } = twoMembers();
    const options = {
      stateIndex: state,
      ordinals: [1],
      isDisclosed: (pointer: string) => pointer === "/bizStep",
    };
    const { events, iss } = await verify(log.bundle(shipped, options), trust);
    expect(iss).toBe(carrier.iss);
    expect(events).toHaveLength(1);
    expect([...(events[0]?.disclosed ?? [])]).toEqual([["/bizStep", "receiving"]]);
    expect(events[0]?.hidden).toEqual(["/action", "/certificationInfo", "/epcList/0", "/type"]);
  });

  it("a bundle that discloses nothing: no field, or no event", async () => {
    const { log, trust, shipped, state } = twoMembers();
    const noField = await verify(log.bundle(shipped, { stateIndex: state, isDisclosed: () => false }), trust);
    expect(noField.events.map(({ disclosed }) => disclosed.size)).toEqual([0, 0, 0]);
    const noEvent = await verify(log.bundle(shipped, { stateIndex: state, ordinals: [] }), trust);
    expect(noEvent.events).toEqual([]);
  });

  it("a record, which is built like a capture", async () => {
    const { log, trust } = twoMembers();
    const record = { type: "party.described", id: operator.iss, name: { en: "Alliance", "zh-CN": "联盟" } };
    const index = log.capture(operator, [record], { typ: statementTypes.record });
    const verified = await verify(log.bundle(index, { stateIndex: log.state() }), trust);
    expect(verified.typ).toBe(statementTypes.record);
    expect(verified.events[0]?.disclosed.get("/name")).toEqual(record.name);
  });

  it("every capture of a growing log under every later checkpoint, with every state", async () => {
    const { log, trust, harvested, shipped, state } = twoMembers();
    const later = log.state();
    log.capture(farm, [shipment]);
    for (const index of [harvested, shipped]) {
      for (const stateIndex of [state, later]) {
        for (let size = stateIndex + 1; size <= log.entries.length; size++) {
          const stateSize = log.entries.length;
          const { checkpoint } = await verify(log.bundle(index, { stateIndex, size, stateSize }), trust);
          expect(checkpoint.size).toBe(size);
        }
      }
    }
  });

  it("the steps one by one, in their order, reporting each as it ends", async () => {
    const { log, trust, harvested, state } = twoMembers();
    const seen: StepReport[] = [];
    const bundle = log.bundle(harvested, { stateIndex: state });
    const { steps } = await verifyBundle(nobleSuite, bundle, trust, (report) => seen.push(report));
    expect(seen).toEqual(steps);
    expect(seen.map(({ step }) => step)).toEqual(proofSteps);
    expect(
      seen.filter(({ status }) => status !== "passed").map(({ step, status }) => [step, status]),
    ).toEqual([["witness quorum", "not configured"]]);
  });

  it("the frozen bundle of version 1", () => {
    const { log, harvested, state } = twoMembers();
    const bundle = log.bundle(harvested, {
      stateIndex: state,
      isDisclosed: (pointer) => pointer.startsWith("/e"),
    });
    const digest = nobleSuite.sha256(canonicalBytes(bundle as unknown as JsonValue));
    expect(toHex(digest)).toBe("cdf360219a0cb889e61860aa155270aff1b1bdc77cccdb7dfaa4dc0da62f3bf9");
  });
});

describe("verifyBundle refuses", () => {
  it("a value that was changed, in the name of the capture root", async () => {
    const { log, trust, harvested, state } = twoMembers();
    const text = JSON.stringify(log.bundle(harvested, { stateIndex: state }));
    const forged: ProofBundle = JSON.parse(text.replace("2026-05-12", "2027-05-12"));
    const seen: StepReport[] = [];
    await expect(
      verifyBundle(nobleSuite, forged, trust, (report) => seen.push(report)),
    ).rejects.toMatchObject(refusedAt("capture root", /^payload: /));
    expect(seen.map(({ status }) => status)).toEqual(["passed", "passed", "passed", "failed"]);
  });

  it("the events of one capture under the statement of another", async () => {
    const { log, trust, harvested, shipped, state } = twoMembers();
    const bundle = log.bundle(harvested, { stateIndex: state });
    const { capture } = log.bundle(shipped, { stateIndex: state });
    await expect(verify({ ...bundle, capture }, trust)).rejects.toMatchObject(
      refusedAt("capture root", /^payload: /),
    );
  });

  it("statements that are not captures or records", async () => {
    const { log, trust, harvested, state } = twoMembers();
    const bundle = log.bundle(harvested, { stateIndex: state });
    const statement = bundle.issuer.statement;
    await expect(verify({ ...bundle, statement }, trust)).rejects.toMatchObject(
      refusedAt("capture root", /^typ: /),
    );
  });

  it("a statement made for another log, even one that this log took in", async () => {
    const { log, trust } = twoMembers();
    const index = log.capture(farm, [harvest], { sub: "other.example/log", isForced: true });
    await expect(verify(log.bundle(index, { stateIndex: log.state() }), trust)).rejects.toMatchObject(
      refusedAt("issuer signature", /^sub: expected the log log.example\/suyuan, got other.example\/log$/),
    );
  });

  it("another key than the statement names, and a signature by another key", async () => {
    const { log, trust, harvested, state } = twoMembers();
    const bundle = log.bundle(harvested, { stateIndex: state });
    for (const signer of [operator.signer, carrier.signer, ed25519Signer(99)]) {
      const forged = withIssuer(bundle, { key: keyText(signer) });
      await expect(verify(forged, trust)).rejects.toMatchObject(refusedAt("issuer signature", /^key: /));
    }
    const index = log.capture({ iss: farm.iss, signer: { ...farm.signer, sign: carrier.signer.sign } }, [
      shipment,
    ]);
    await expect(verify(log.bundle(index, { stateIndex: log.state() }), trust)).rejects.toMatchObject(
      refusedAt("issuer signature", /^signature: /),
    );
  });

  it("a path that is cut, prolonged, or of another entry", async () => {
    const { log, trust, harvested, shipped, state } = twoMembers();
    const bundle = log.bundle(harvested, { stateIndex: state });
    const hash = new Uint8Array(32);
    const changes: [string, (proof: TlogProof) => Partial<TlogProof>][] = [
      ["path", ({ path }) => ({ path: path.slice(1) })],
      ["path", ({ path }) => ({ path: [...path, hash] })],
      ["path", () => ({ index: log.entries.length })],
      ["checkpoint root", ({ path }) => ({ path: path.toReversed() })],
      ["checkpoint root", ({ path }) => ({ path: path.with(0, hash) })],
      ["checkpoint root", () => log.proofOf(shipped)],
      ["path", () => ({ extra: hash })],
    ];
    for (const [step, change] of changes) {
      await expect(verify(withProof(bundle, change), trust)).rejects.toMatchObject({
        code: "verification",
        step,
      });
    }
  });

  it("every wrong index", async () => {
    const { log, trust, harvested, state } = twoMembers();
    const bundle = log.bundle(harvested, { stateIndex: state });
    for (let index = 0; index <= log.entries.length; index++) {
      const verdict = verify(
        withProof(bundle, () => ({ index })),
        trust,
      );
      if (index === harvested) await verdict;
      else
        await expect(verdict).rejects.toMatchObject({
          step: expect.stringMatching(/^(path|checkpoint root)$/),
        });
    }
  });

  it("a checkpoint of another log", async () => {
    const { log, trust, harvested, state } = twoMembers();
    const bundle = log.bundle(harvested, { stateIndex: state });
    const other = new SmallLog("other.example/log").checkpoint();
    const foreign = log.checkpoint().replace(/^log\.example/, "other.example");
    for (const checkpoint of [foreign, other]) {
      await expect(
        verify(
          withProof(bundle, () => ({ checkpoint })),
          trust,
        ),
      ).rejects.toMatchObject({
        step: expect.stringMatching(/^(path|checkpoint root)$/),
      });
    }
  });

  it("a log with another key than the pinned one", async () => {
    const { log, trust, harvested, state } = twoMembers();
    const logVkey = formatVkey(makeVkey(log.origin, signatureTypes.ed25519, ed25519Signer(77).key.bytes));
    const bundle = log.bundle(harvested, { stateIndex: state });
    await expect(verify(bundle, { ...trust, logVkey })).rejects.toMatchObject(
      refusedAt("log signature", /expected a signature of log.example\/suyuan/),
    );
  });

  it.each<[string, (bundle: ProofBundle) => ProofBundle]>([
    ["capture root", (bundle) => ({ ...bundle, statement: "!" })],
    [
      "capture root",
      (bundle) => ({ ...bundle, statement: toBase64Url(fromBase64Url(bundle.statement).slice(1)) }),
    ],
    ["issuer signature", (bundle) => withIssuer(bundle, { key: "oQ" })],
    [
      "issuer signature",
      (bundle) => withIssuer(bundle, { key: toBase64Url(encodeCoseKey(farm.signer.key)).slice(1) }),
    ],
    ["path", (bundle) => ({ ...bundle, proof: "" })],
    ["path", (bundle) => ({ ...bundle, proof: bundle.proof.replace("index ", "index 0") })],
    ["key validity", (bundle) => withIssuer(bundle, { proof: "" })],
    ["key validity", (bundle) => withIssuer(bundle, { statement: "" })],
    ["key validity", (bundle) => withIssuer(bundle, { path: ["", ...bundle.issuer.path.slice(1)] })],
  ])("what cannot be read, in the name of the step that would read it: %s", async (step, change) => {
    const { log, trust, harvested, state } = twoMembers();
    const bundle = change(log.bundle(harvested, { stateIndex: state }));
    await expect(verify(bundle, trust)).rejects.toMatchObject({ code: "verification", step });
  });

  it("trust roots that name no log, whatever the bundle", async () => {
    const { log, trust, harvested, state } = twoMembers();
    const bundle = log.bundle(harvested, { stateIndex: state });
    const witness = formatVkey(testWitness(log.origin, 5).vkey);
    for (const roots of [
      { ...trust, origin: "other.example" },
      { ...trust, logVkey: "" },
      { ...trust, logVkey: witness },
    ]) {
      await expect(verify(bundle, roots)).rejects.toMatchObject({
        code: expect.stringMatching(/^(malformed|unsupported)$/),
      });
    }
  });
});
