import { beforeAll, describe, expect, test } from "vitest";
import { utf8 } from "@/lib/bytes";
import { formatConsistencyFile } from "@/lib/consistency/consistency-file";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { flippedBytes } from "@/lib/proof/testing/flips";
import { type Evidence, recognise } from "./evidence";
import { judge } from "./judge";
import type { Judgement } from "./judgement";
import type { BroughtTrust } from "./log-of-trust";
import { type EvidenceFiles, evidenceFiles } from "./testing/evidence-files";

let files: EvidenceFiles;
let policy: BroughtTrust;

beforeAll(async () => {
  files = await evidenceFiles();
  const read = recognise(files.policy);
  policy = read.kind === "policy" ? { policy: read.policy } : {};
});

type Name = Exclude<keyof EvidenceFiles, "vkey" | "forgedVkey">;

async function judged(names: Name[], brought: BroughtTrust = { vkey: files.vkey }): Promise<Judgement> {
  const all = names.map((name) => recognise(files[name]));
  const [judgement] = await judge(nobleSuite, all[0] as Evidence, all, brought);
  if (judgement === undefined) throw new Error("no judgement");
  return judgement;
}

describe("evidence", () => {
  test.each<[Name, Evidence["kind"]]>([
    ["bundles", "bundles"],
    ["tlogProof", "tlog-proof"],
    ["receipt", "receipt"],
    ["scitt", "transparent statement"],
    ["promise", "promise"],
    ["brokenPromise", "broken promise"],
    ["consistency", "consistency"],
    ["consistencyReceipt", "receipt"],
    ["entry", "entry"],
    ["newer", "checkpoint"],
    ["policy", "policy"],
  ])("called %s is recognised as %s by its content", (name, kind) => {
    expect(recognise(files[name]).kind).toBe(kind);
  });

  test("is recognised as a key, with or without a newline", () => {
    expect(recognise(utf8(`${files.vkey}\n`))).toMatchObject({ kind: "vkey", text: files.vkey });
  });

  test.each<[string, () => Uint8Array]>([
    ["JSON of something else", () => utf8('{"a":1}')],
    ["JSON with a member twice", () => utf8('{"position":1,"position":2}')],
    ["a proof of another version", () => utf8("c2sp.org/tlog-proof@v2\nindex 0\n\n")],
    ["a receipt cut short", () => files.receipt.subarray(0, 90)],
    [
      "a checkpoint without signatures",
      () => utf8(new TextDecoder().decode(files.older).replace(/\n\n.*/s, "\n")),
    ],
  ])("is refused when it is %s", (_, make) => {
    expect(() => recognise(make())).toThrow(/expected/);
  });
});

describe("a judgement", () => {
  test.each<[string, Name[]]>([
    ["a proof bundle", ["bundles"]],
    ["a tlog-proof with its entry", ["tlogProof", "entry"]],
    ["a tlog-proof with its entry among others", ["tlogProof", "otherEntry", "entry"]],
    ["a receipt with its entry", ["receipt", "entry"]],
    ["a receipt with its entry among others", ["receipt", "otherEntry", "entry"]],
    ["a statement with its receipt", ["scitt"]],
    ["a promise", ["promise"]],
    ["a consistency proof with both checkpoints", ["consistency", "older", "newer"]],
    ["a consistency receipt with the older checkpoint", ["consistencyReceipt", "older"]],
  ])("says that %s holds", async (_, names) => {
    const { outcome, steps, isKeyIndependent } = await judged(names);
    expect(outcome).toBe("holds");
    expect(isKeyIndependent).toBe(true);
    expect(steps.length).toBeGreaterThan(1);
    expect(steps.every(({ status }) => status !== "failed")).toBe(true);
  });

  test("by a policy with a quorum asks for cosignatures, which receipts and promises do not carry", async () => {
    expect((await judged(["bundles"], policy)).outcome).toBe("holds");
    expect((await judged(["tlogProof", "entry"], policy)).outcome).toBe("holds");
    expect((await judged(["consistency", "older"], policy)).outcome).toBe("holds");
    const alone = await judged(["receipt", "entry"], policy);
    expect(alone.outcome).toBe("fails");
    expect(alone.steps.at(-1)).toMatchObject({ step: "witness quorum", status: "failed" });
    expect((await judged(["receipt", "entry", "newer"], policy)).outcome).toBe("holds");
    expect((await judged(["receipt", "entry", "older"], policy)).outcome).toBe("fails");
  });

  test.each<[string, Name[], string]>([
    ["a tlog-proof of another entry", ["tlogProof", "otherEntry"], "checkpoint root"],
    ["a receipt of another entry", ["receipt", "otherEntry"], "log signature"],
  ])("names the step at which %s fails", async (_, names, step) => {
    const { outcome, steps } = await judged(names);
    expect(outcome).toBe("fails");
    expect(steps.at(-1)).toMatchObject({ step, status: "failed" });
  });

  test("names what is missing", async () => {
    await expect(judged(["tlogProof"])).rejects.toThrow("expected the bytes of the entry beside its proof");
    await expect(judged(["receipt"])).rejects.toThrow("expected the bytes of the entry beside its proof");
    await expect(judged(["consistency"])).rejects.toThrow("expected the older checkpoint, of 5 entries");
    await expect(judged(["promise"], {})).rejects.toThrow("expected the log's key or a policy");
  });

  test("says so when the key came with the file", async () => {
    expect(await judged(["bundles"], {})).toMatchObject({ outcome: "holds", isKeyIndependent: false });
  });

  test("of a broken promise is misconduct, with both signed objects", async () => {
    const { outcome, facts } = await judged(["brokenPromise"], { vkey: files.forgedVkey });
    expect(outcome).toBe("misconduct");
    expect(facts.contradiction?.map(({ name }) => name)).toEqual(["promise", "checkpoint"]);
  });

  test("of a promise says whether it was kept, once a proof of its index lies beside it", async () => {
    const kept = await judged(["keptPromise", "tlogProof"]);
    expect(kept.outcome).toBe("holds");
    expect(kept.steps.map(({ step }) => step)).toContain("checkpoint root");
    const forged = { vkey: files.forgedVkey };
    const broken = await judged(["promiseThatWasBroken", "proofOfTheOther", "theOther"], forged);
    expect(broken).toMatchObject({ kind: "broken promise", outcome: "misconduct" });
    // Without the other entry nothing is known of what is there; with a proof of another index, neither.
    expect((await judged(["promiseThatWasBroken", "proofOfTheOther"], forged)).steps).toHaveLength(2);
    expect((await judged(["promise", "tlogProof", "entry"])).steps).toHaveLength(2);
  });

  test("of two trees of one size under one key is misconduct", async () => {
    const { outcome, facts } = await judged(["forked"]);
    expect(outcome).toBe("misconduct");
    expect(facts.contradiction).toHaveLength(2);
  });

  test("of one tree shown twice is never misconduct, whatever path stands beside it", async () => {
    const note = new TextDecoder().decode(files.newer);
    const size = Number(note.split("\n")[1]);
    for (const path of [null, [new Uint8Array(32)]]) {
      const file = { size1: size, size2: size, path, older: note, newer: note };
      const evidence = recognise(utf8(JSON.stringify(formatConsistencyFile(file))));
      const [judgement] = await judge(nobleSuite, evidence, [evidence], { vkey: files.vkey });
      expect(judgement?.outcome).toBe("fails");
    }
  });

  test("of anything with a bit changed is never that it holds", async () => {
    const companions: Partial<Record<Name, Name[]>> = {
      tlogProof: ["entry"],
      receipt: ["entry", "newer"],
      scitt: ["newer"],
      consistency: ["older"],
      consistencyReceipt: ["older", "newer"],
    };
    for (const name of [
      "tlogProof",
      "receipt",
      "scitt",
      "promise",
      "consistency",
      "consistencyReceipt",
    ] as const) {
      const beside = (companions[name] ?? []).map((one) => recognise(files[one]));
      for (const { bit, bytes } of flippedBytes(files[name], 53)) {
        const outcome = await (async () => {
          const evidence = recognise(bytes);
          return judge(nobleSuite, evidence, [evidence, ...beside], policy);
        })().then(
          ([judgement]) => judgement?.outcome,
          (error) => error.code,
        );
        expect(outcome, `${name}, bit ${bit}`).toMatch(/^(fails|malformed|unsupported|verification)$/);
      }
    }
  });
});
