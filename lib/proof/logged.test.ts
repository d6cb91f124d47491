import { describe, expect, it } from "vitest";
import { type Policy, parsePolicy } from "@/lib/note/policy";
import { formatTlogProof } from "@/lib/note/tlog-proof";
import { formatVkey } from "@/lib/note/vkey";
import { shipment } from "./testing/events";
import { testWitness } from "./testing/signers";
import { parties } from "./testing/small-log";
import { twoMembers, verify, withIssuer } from "./testing/two-members";

const { farm } = parties;
const refusedAt = (step: string, message: RegExp) => ({
  code: "verification",
  step,
  message: expect.stringMatching(message),
});

describe("the witness quorum", () => {
  const witnesses = [
    testWitness("w1.example", 11),
    testWitness("w2.example", 12),
    testWitness("w3.example", 13),
  ];
  const lines = witnesses.map(({ vkey }, i) => `witness W${i + 1} ${formatVkey(vkey)}\n`).join("");
  const policyOf = (quorum: string): Policy =>
    parsePolicy(`${lines}group two 2 W1 W2 W3\nquorum ${quorum}\n`);

  it("passes with enough witnesses and names them with their times", async () => {
    const { log, trust, harvested, state } = twoMembers();
    const bundle = log.bundle(harvested, { stateIndex: state, witnesses: witnesses.slice(1) });
    const { cosignatures, steps } = await verify(bundle, { ...trust, policy: policyOf("two") });
    expect(cosignatures).toEqual([
      { name: "W2", time: 1_760_000_480 },
      { name: "W3", time: 1_760_000_480 },
    ]);
    expect(steps.find(({ step }) => step === "witness quorum")?.status).toBe("passed");
  });

  it("fails with too few, with none, and with one witness twice", async () => {
    const { log, trust, harvested, state } = twoMembers();
    const [first] = witnesses as [(typeof witnesses)[0]];
    for (const present of [[], [first], [first, first], [testWitness("w9.example", 19), first]]) {
      const bundle = log.bundle(harvested, { stateIndex: state, witnesses: present });
      await expect(verify(bundle, { ...trust, policy: policyOf("two") })).rejects.toMatchObject(
        refusedAt("witness quorum", /^witnesses: expected the quorum two, got (none|W1)$/),
      );
    }
  });

  it("fails on a known witness's cosignature that does not hold, quorum or not", async () => {
    const { log, trust, harvested, state } = twoMembers();
    const [first] = witnesses as [(typeof witnesses)[0]];
    const liar = { vkey: first.vkey, cosign: (text: string, time: number) => first.cosign(`${text}x`, time) };
    const bundle = log.bundle(harvested, { stateIndex: state, witnesses: [liar] });
    for (const quorum of ["two", "none"]) {
      await expect(verify(bundle, { ...trust, policy: policyOf(quorum) })).rejects.toMatchObject({
        code: "verification",
        step: "witness quorum",
      });
    }
  });

  it("is said to be not configured without a policy, and with a policy that asks for none", async () => {
    const { log, trust, harvested, state } = twoMembers();
    const bundle = log.bundle(harvested, { stateIndex: state, witnesses });
    const without = await verify(bundle, trust);
    expect(without.cosignatures).toEqual([]);
    const none = await verify(bundle, { ...trust, policy: policyOf("none") });
    expect(none.cosignatures.map(({ name }) => name)).toEqual(["W1", "W2", "W3"]);
    for (const { steps } of [without, none]) {
      expect(steps.find(({ step }) => step === "witness quorum")?.status).toBe("not configured");
    }
  });

  it("is asked of the checkpoint of the membership state too", async () => {
    const { log, trust, harvested, state } = twoMembers();
    const size = log.entries.length;
    log.capture(farm, [shipment]);
    const bundle = log.bundle(harvested, { stateIndex: state, size, witnesses });
    const forged = withIssuer(bundle, { proof: formatTlogProof(log.proofOf(state)) });
    await verify(forged, trust);
    await expect(verify(forged, { ...trust, policy: policyOf("two") })).rejects.toMatchObject(
      refusedAt("key validity", /^witnesses: expected the quorum two, got none$/),
    );
  });
});
