import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EvidenceFiles, evidenceFiles } from "@/lib/evidence/testing/evidence-files";

const folder = mkdtempSync(join(tmpdir(), "suyuan-verify-"));
let files: EvidenceFiles;

beforeAll(async () => {
  files = await evidenceFiles();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command in the folder of the files, as a person would. */
function verify(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const paths = words.map((word) => (word in files && word !== files.vkey ? join(folder, word) : word));
  const args = ["--import", "tsx", "scripts/verify.ts", ...paths];
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, out, err) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err });
    });
  });
}

describe("npm run verify", { timeout: 60_000 }, () => {
  test("ends with 0 when everything holds, whatever the kinds, and names every step", async () => {
    const claims = ["bundles", "tlogProof", "scitt", "promise", "consistency"];
    const { code, out } = await verify(...claims, "entry", "older", "--log", files.vkey);
    expect(code).toBe(0);
    expect(out).toContain("5 of 5 hold");
    expect(out).toMatch(/✓ witness quorum|– witness quorum/);
    expect(out).not.toContain("key came with the file");
  });

  test("ends with 1 when one thing does not, and names the step", async () => {
    const { code, out } = await verify("tlogProof", "receipt", "otherEntry", "--policy", "policy");
    expect(code).toBe(1);
    expect(out).toContain("✗ checkpoint root");
    expect(out).toContain("2 of 2 DO NOT HOLD");
  });

  test("ends with 2 and one clear line when something is missing or wrong", async () => {
    const missing = await verify("receipt", "--log", files.vkey);
    expect(missing).toMatchObject({ code: 2, out: "" });
    expect(missing.err).toMatch(
      /^verify: .*receipt: receipt: expected the bytes of the entry beside its proof, got none\n$/,
    );
    expect((await verify("promise")).err).toMatch(
      /expected the log's key or a policy.*\(--log or --policy\)\n$/,
    );
    expect((await verify("nowhere.json")).err).toBe("verify: nowhere.json: there is no such file\n");
    expect((await verify("entry", "--log", files.vkey)).err).toMatch(/nothing to verify/);
    expect((await verify("bundles", "policy")).err).toMatch(/give it with --policy\n$/);
  });

  test("ends with 3 and shows both signed objects when the log broke its promise", async () => {
    const { code, out } = await verify("brokenPromise", "--log", files.forgedVkey);
    expect(code).toBe(3);
    expect(out).toContain("this log broke its promise: another entry is at index 3");
    expect(out).toMatch(/what it signed \(promise\):\n {4}0oRY/);
    expect(out).toMatch(/what it signed \(checkpoint\):\n {4}log\.example\/suyuan\n {4}4\n/);
    expect(out).toContain("THE LOG CONTRADICTS ITSELF");
  });

  test("finds a broken promise out by itself, of the promise and a proof of what is there", async () => {
    const names = ["promiseThatWasBroken", "proofOfTheOther", "theOther"];
    const { code, out } = await verify(...names, "--log", files.forgedVkey);
    expect(code).toBe(3);
    expect(out).toContain("this log broke its promise: another entry is at index 3");
  });

  test("tells a program the same in JSON", async () => {
    const { code, out } = await verify("brokenPromise", "--log", files.forgedVkey, "--json");
    const said = JSON.parse(out);
    expect(said).toMatchObject({ holds: false, exitCode: 3, judgements: [{ outcome: "misconduct" }] });
    expect(code).toBe(3);
    const held = JSON.parse((await verify("bundles", "--log", files.vkey, "--json")).out);
    expect(held).toMatchObject({ holds: true, judgements: [{ kind: "bundles", facts: { index: 5 } }] });
  });
});
