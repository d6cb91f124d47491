/**
 * The way on from a true loss: a new log that continues the one in a data folder. The old log stays, closed, under
 * `<data>/predecessors/<n>`, and everything it has signed can be verified as before; the new one takes its place with
 * the same members and keys, whose counters begin anew.
 */
import { existsSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { toBase64Url } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { checkContinuation, continuationDigest } from "@/lib/membership/continuation";
import { approvalToSign, encodeApproval } from "@/lib/membership/continuation-approval";
import { type Continuation, keyFromText } from "@/lib/membership/records";
import { formatVkey, makeVkey, signatureTypes } from "@/lib/note/vkey";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { Keystore, Signer } from "@/server/keystore/keystore";
import { openLedger } from "@/server/ledger/ledger";
import { nodeFiles } from "@/server/ledger/node-files";
import { continuedSettings } from "@/server/settings";
import { kidHexOf, readInheritance } from "./predecessor";

/** Where a continuation is prepared; while its settings are there it is decided and not finished. */
const draftName = "continued.new";

export interface ContinueOptions {
  /** A data folder that no process has open. */
  readonly dataDir: string;
  readonly keystore: Keystore;
  /** The new log's origin; the old one's with the next number unless given. */
  readonly origin?: string;
  /** Approvals that came from elsewhere, base64url. */
  readonly approvals?: readonly string[];
  readonly nowMs: number;
}

/** A continuation before it is approved, and the key of the log it founds. */
export interface Proposal {
  readonly draft: Continuation;
  readonly signer: Signer;
  /** Of the key, in the keystore. */
  readonly label: string;
}

/** Tells whether a continuation was cut off: then nothing may start on the folder before it is finished. */
export function isContinuationCutOff(dataDir: string): boolean {
  return existsSync(join(dataDir, draftName, "settings.json"));
}

/**
 * Founds a log that continues the one in a data folder. A crash leaves the old log in place, or a decided continuation
 * that calling this again finishes.
 * @returns the founding record
 * @throws LedgerDamage when the old log does not hold; DomainError forbidden when too few of its operators approve
 */
export async function continueLog(options: ContinueOptions): Promise<Continuation | null> {
  const { dataDir, keystore } = options;
  if (isContinuationCutOff(dataDir)) {
    await takePlace(dataDir);
    return null;
  }
  const { draft, signer, label } = await propose(options);
  const own = await approve(keystore, draft, options.nowMs);
  const record = { ...draft, approvals: [...(options.approvals ?? []), ...own] };
  checkContinuation(nodeSuite.sha256, record);
  const folder = join(dataDir, draftName);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const ledger = await openLedger({
    dir: join(folder, "ledger"),
    signer,
    origin: record.origin,
    founding: { continuation: record },
  });
  await ledger.close();
  continuedSettings(dataDir, join(folder, "settings.json"), { origin: record.origin, logKey: label });
  await takePlace(dataDir);
  return record;
}

/**
 * Writes down what a log that continues the one in a data folder would be founded with, approved by nobody yet: the same
 * each time, so that operators elsewhere can approve it. Makes the new log's key.
 */
export async function propose({ dataDir, keystore, origin: wanted }: ContinueOptions): Promise<Proposal> {
  const inheritance = await readInheritance(join(dataDir, "ledger"));
  const number = (await predecessorNumbers(dataDir)).length + 2;
  const origin = wanted ?? `${inheritance.predecessor.origin.replace(/-\d+$/, "")}-${number}`;
  const label = `log-${number}`;
  const signer = await keyUnder(keystore, label);
  const vkey = formatVkey(makeVkey(origin, signatureTypes.ed25519, signer.key.bytes));
  return { draft: { type: "log.continued", origin, vkey, ...inheritance, approvals: [] }, signer, label };
}

/** Approves with the keys of operators that are in a keystore, one for each operator. */
export async function approve(keystore: Keystore, record: Continuation, nowMs: number): Promise<string[]> {
  const own = new Map((await keystore.list()).map(({ kid }) => [Buffer.from(kid).toString("hex"), kid]));
  const operators = record.members.filter(
    ({ roles, isSuspended }) => roles.includes("operator") && !isSuspended,
  );
  const digest = continuationDigest(nodeSuite.sha256, record);
  const approvals: string[] = [];
  for (const { iss } of operators) {
    const kids = record.keys.filter((one) => one.iss === iss).map(({ key }) => kidHexOf(keyFromText(key)));
    const kidHex = kids.find((kid) => own.has(kid));
    if (kidHex === undefined) continue;
    const { kid, key, sign } = await signerOf(keystore, kidHex);
    const header = { alg: key.alg, kid, iss, sub: record.origin, iat: Math.floor(nowMs / 1000) };
    const { protectedBytes, message } = approvalToSign(header, digest);
    approvals.push(toBase64Url(encodeApproval(protectedBytes, digest, await sign(message))));
  }
  return approvals;
}

async function signerOf(keystore: Keystore, kidHex: string): Promise<Signer> {
  const signer = await keystore.signer(kidHex);
  return { kid: signer.kid, key: signer.key, sign: (message) => signer.sign(message) };
}

async function keyUnder(keystore: Keystore, label: string): Promise<Signer> {
  const found = (await keystore.list()).find((listing) => listing.label === label);
  return found === undefined
    ? keystore.create(label)
    : keystore.signer(Buffer.from(found.kid).toString("hex"));
}

/** Lists the logs before, ascending: 1 is the first. */
export async function predecessorNumbers(dataDir: string): Promise<number[]> {
  const names = await readdir(join(dataDir, "predecessors")).catch(() => []);
  return names.map(Number).sort((a, b) => a - b);
}

/** Puts the new log in the place of the old one, its settings last. Carries on wherever a crash has stopped it. */
async function takePlace(dataDir: string): Promise<void> {
  const draft = join(dataDir, draftName);
  const ledger = join(dataDir, "ledger");
  if (existsSync(join(draft, "ledger"))) {
    if (existsSync(ledger)) {
      const number = (await predecessorNumbers(dataDir)).length + 1;
      await mkdir(join(dataDir, "predecessors"), { recursive: true });
      await nodeFiles.rename(ledger, join(dataDir, "predecessors", String(number)));
      await nodeFiles.syncFolder(join(dataDir, "predecessors"));
      await nodeFiles.syncFolder(dataDir);
    }
    await nodeFiles.rename(join(draft, "ledger"), ledger);
    await nodeFiles.syncFolder(dataDir);
  }
  if (!existsSync(join(ledger, "head.b"))) {
    throw new DomainError("not_found", `${ledger}: expected the new log, got none`);
  }
  await nodeFiles.rename(join(draft, "settings.json"), join(dataDir, "settings.json"));
  await nodeFiles.syncFolder(dataDir);
  await rm(draft, { recursive: true });
}
