/** A small world for tests of the ledger: keys from seeds, a log, a manufacturer, and events to capture. */
import { createPrivateKey, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concatBytes, fromHex, toBase64Url } from "@/lib/bytes";
import { captureRoot, commitEvent } from "@/lib/fields/commit";
import { sealEvent } from "@/lib/fields/seal";
import { canonicalBytes } from "@/lib/jcs";
import type { JsonObject } from "@/lib/json";
import { encodeCoseKey } from "@/lib/statement/cose-key";
import { statementTypes } from "@/lib/statement/statement";
import { nodeSuite } from "@/server/crypto/node-suite";
import { signerOf } from "@/server/keystore/file-keystore";
import type { Signer } from "@/server/keystore/keystore";
import type { Ledger, OpenLedgerOptions, Submission, TreeInput } from "../ledger";
import { openLedger } from "../ledger";

/** RFC 8410 §7: PKCS#8 up to the 32-byte seed. */
const pkcs8Prefix = fromHex("302e020100300506032b657004220420");

/** Makes an Ed25519 signer from a number. */
export function seededSigner(seed: number): Signer {
  const der = Buffer.from(concatBytes(pkcs8Prefix, new Uint8Array(32).fill(seed)));
  return signerOf(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
}

export const logSigner = seededSigner(1);
export const operator = { iss: "https://operator.example", signer: seededSigner(2) };
export const maker = { iss: "https://maker.example", signer: seededSigner(3) };
export const origin = "log.example/test";

/** Sizes small enough to meet every boundary in a test of a second. */
export const smallSettings = {
  // A segment is left when a whole batch may not fit any more: a third of it stays empty.
  walSegmentBytes: 96 << 10,
  payloadSegmentBytes: 32 << 10,
  submissionBytesMax: 128 << 10,
  batchBytesMax: 16 << 10,
  checkpointIntervalMs: 20,
};

/** Opens a ledger of the world in a folder; a failed write throws instead of ending the test runner. */
export function openWorld(dir: string, options: Partial<OpenLedgerOptions> = {}): Promise<Ledger> {
  return openLedger({
    dir,
    signer: logSigner,
    origin,
    founding: { operator: { iss: operator.iss, key: operator.signer.key } },
    settings: smallSettings,
    fatal: (error) => {
      throw error;
    },
    ...options,
  });
}

/** Admits the manufacturer, with its key. */
export async function admitMaker(ledger: Ledger): Promise<void> {
  const key = toBase64Url(encodeCoseKey(maker.signer.key));
  await ledger.append(decision({ type: "member.admitted", iss: maker.iss, roles: ["manufacturer"] }));
  await ledger.append(decision({ type: "key.added", iss: maker.iss, key }));
}

/** A decision of the operator. */
export function decision(record: JsonObject): Submission {
  return {
    kind: "sign",
    signer: operator.signer,
    iss: operator.iss,
    typ: statementTypes.membership,
    payload: canonicalBytes(record),
    trees: [],
  };
}

/** Seals an event under a secret. */
export function treeOf(event: JsonObject, secret: Uint8Array = randomBytes(32)): TreeInput {
  const { root, canonicalBytes: bytes } = commitEvent(nodeSuite, event, secret);
  return { root, sealed: sealEvent(nodeSuite, bytes, secret), secret };
}

/** An event that tells its number. */
export function event(n: number): JsonObject {
  return { type: "ObjectEvent", eventTime: "2026-11-01T00:00:00Z", epcList: [`https://id.gs1.org/00/${n}`] };
}

/** The manufacturer's capture of some events, for the ledger to sign. */
export function capture(...numbers: number[]): Extract<Submission, { kind: "sign" }> {
  return captureOf(numbers.map((n) => treeOf(event(n))));
}

/** The manufacturer's capture of sealed trees, for the ledger to sign. */
export function captureOf(trees: readonly TreeInput[]): Extract<Submission, { kind: "sign" }> {
  const roots = trees.map((tree) => tree.root);
  return {
    kind: "sign",
    signer: maker.signer,
    iss: maker.iss,
    typ: statementTypes.capture,
    payload: captureRoot(nodeSuite.sha256, roots),
    trees,
  };
}

/** Makes a folder under the system's temporary one, and tells how to remove it. */
export async function temporaryFolder(): Promise<{ dir: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "suyuan-ledger-"));
  return { dir: join(folder, "ledger"), remove: () => rm(folder, { recursive: true }) };
}
