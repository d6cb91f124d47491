/** What the ledger and its audit say of a folder that something was done to. */
import { join } from "node:path";
import { concatBytes, toHex } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { nodeSuite } from "@/server/crypto/node-suite";
import { auditLedger, type Finding } from "@/server/ledger/audit";
import { isDamage } from "@/server/ledger/damage";
import { openWorld } from "@/server/ledger/testing/world";
import { settings } from "./stopped-ledger";

export interface Verdict {
  /** What the audit found wrong. */
  readonly findings: readonly Finding[];
  /** The refusal of a ledger that does not open; null when it opens. */
  readonly refusal: { readonly file: string; readonly offset: number; readonly message: string } | null;
}

const verdicts = new Map<string, boolean>();

/** Remembers which signatures hold: the same few hundred are met over and over. */
const suite: CryptoSuite = {
  ...nodeSuite,
  verify(key, message, signature) {
    const id = toHex(nodeSuite.sha256(concatBytes(key.bytes, signature, message)));
    const isValid = verdicts.get(id) ?? Boolean(nodeSuite.verify(key, message, signature));
    verdicts.set(id, isValid);
    return isValid;
  },
};

/** Errors that the audit of a folder finds. @throws whatever makes the audit itself fail */
export async function auditErrors(dir: string): Promise<Finding[]> {
  const errors: Finding[] = [];
  for await (const finding of auditLedger({ dir, suite }))
    if (finding.severity === "error") errors.push(finding);
  return errors;
}

/**
 * Audits a folder, then opens it. A ledger that opens is read through and closed, and audited once more: opening must
 * not hide what is wrong.
 * @throws Error on a crash: an error that is neither damage nor a refusal
 */
export async function judge(dir: string): Promise<Verdict> {
  const findings = await auditErrors(dir);
  try {
    const ledger = await openWorld(dir, { settings, suite });
    await ledger.close();
  } catch (error) {
    if (!isDamage(error)) throw error;
    const { file, offset, message } = error;
    return { findings, refusal: { file, offset, message } };
  }
  if (findings.length > 0 && (await auditErrors(dir)).length === 0) {
    throw new Error(`opening hid what the audit had found: ${JSON.stringify(findings)}`);
  }
  return { findings, refusal: null };
}

/** Lists the places a verdict names, as path in the folder and offset. */
export function placesIn(dir: string, { findings, refusal }: Verdict): { path: string; offset: number }[] {
  const wheres = findings.map(({ where }) => where);
  if (refusal?.message.startsWith(`${refusal.file}:${refusal.offset}: `)) {
    wheres.push(`${refusal.file}:${refusal.offset}`);
  }
  return wheres.flatMap((where) => {
    const match = /^(.*):(\d+)$/.exec(where);
    if (match === null || !match[1]?.startsWith(join(dir, "/"))) return [];
    return [{ path: match[1].slice(dir.length + 1), offset: Number(match[2]) }];
  });
}
