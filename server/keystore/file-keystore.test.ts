import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { toHex, utf8 } from "@/lib/bytes";
import { nodeSuite } from "@/server/crypto/node-suite";
import { openFileKeystore } from "./file-keystore";

let folder = "";
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "suyuan-keys-")), "keys");
});
afterEach(() => rm(dirname(folder), { recursive: true }));

test("a key signs what its public half verifies, before and after the keystore is opened again", async () => {
  const keystore = await openFileKeystore(folder);
  for (const alg of [-19, -9] as const) {
    const made = await keystore.create(`key${alg}`, alg);
    const again = await (await openFileKeystore(folder)).signer(toHex(made.kid));
    for (const signer of [made, again]) {
      const signature = await signer.sign(utf8("message"));
      expect(signature).toHaveLength(64);
      expect(nodeSuite.verify(made.key, utf8("message"), signature)).toBe(true);
      expect(nodeSuite.verify(made.key, utf8("massage"), signature)).toBe(false);
    }
  }
});

test("key files are readable by their owner only, and no temporary file stays", async () => {
  const keystore = await openFileKeystore(folder);
  await keystore.create("log");
  expect(await readdir(folder)).toEqual(["log.pem"]);
  expect((await stat(join(folder, "log.pem"))).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test("labels are listed in order, are taken once, and cannot leave the folder", async () => {
  const keystore = await openFileKeystore(folder);
  for (const label of ["b", "a"]) await keystore.create(label);
  expect((await keystore.list()).map(({ label }) => label)).toEqual(["a", "b"]);
  await expect(keystore.create("a")).rejects.toMatchObject({ code: "conflict" });
  for (const label of ["", "../a", "a/b", ".a"]) {
    await expect(keystore.create(label)).rejects.toMatchObject({ code: "malformed" });
  }
  await expect(keystore.signer("00")).rejects.toMatchObject({ code: "not_found" });
});

test("a key of another kind, or a file that is no key, is refused by name", async () => {
  await openFileKeystore(folder);
  const { privateKey } = generateKeyPairSync("ed448");
  for (const text of [privateKey.export({ format: "pem", type: "pkcs8" }), "no key"]) {
    await writeFile(join(folder, "odd.pem"), text);
    await expect(openFileKeystore(folder)).rejects.toMatchObject({
      code: "malformed",
      message: expect.stringContaining("odd.pem"),
    });
  }
});
