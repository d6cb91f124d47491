/**
 * The final checkpoint: the newest one whose cosignatures meet the policy's quorum, kept in `final` beside the head, so
 * that what was final stays final through a restart. Its own signatures vouch for the file.
 */
import { join } from "node:path";
import { equalBytes, fromUtf8, toHex, utf8 } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { type HashReader, rootAt } from "@/lib/merkle/proof";
import { parseCheckpoint } from "@/lib/note/checkpoint";
import { parseNote, verifyNote } from "@/lib/note/note";
import type { Policy } from "@/lib/note/policy";
import { parseVkey } from "@/lib/note/vkey";
import { LedgerDamage } from "../damage";
import { type Files, writeFileWhole } from "../files";
import type { Head } from "../head";
import type { CosignedCheckpoint } from "../ledger";
import { Gathering } from "./gathering";

export interface FinalStoreParts {
  readonly files: Files;
  readonly dir: string;
  readonly suite: CryptoSuite;
  readonly policy: Policy;
  readonly head: Pick<Head, "vkey" | "checkpoint">;
  readonly onNotice: (line: string) => void;
}

/** The name of the file in the ledger's folder. */
export const finalName = "final";

/**
 * Reads the final checkpoint; null when there is none, or when the policy asks for other witnesses now.
 * @throws LedgerDamage when the file is not a checkpoint this log signed, with cosignatures that hold, of a tree no
 * larger than the last it signed
 */
export async function readFinal(parts: FinalStoreParts): Promise<CosignedCheckpoint | null> {
  const { files, dir, policy, onNotice } = parts;
  const path = join(dir, finalName);
  const bytes = await files.read(path);
  if (bytes === null) return null;
  const gathering = await gather(parts, bytes).catch((error: Error) => {
    throw new LedgerDamage(
      path,
      0,
      `expected a cosigned checkpoint of this log, got another: ${error.message}`,
    );
  });
  const { size } = gathering;
  const lastSigned =
    parts.head.checkpoint === "" ? 0 : parseCheckpoint(parseNote(parts.head.checkpoint).text).size;
  if (size > lastSigned) {
    const found = `expected a tree of at most ${lastSigned} entries, the last one signed, got ${size}`;
    throw new LedgerDamage(path, 0, `${found}; is the rest of the folder an older copy?`);
  }
  if (gathering.isFinal) return gathering.checkpoint;
  if (policy.quorum !== "none") {
    onNotice(`the checkpoint of ${size} entries is final no more: the policy now asks for other witnesses`);
  }
  return null;
}

/**
 * Checks that a final checkpoint is of a tree this one began as.
 * @throws LedgerDamage naming the file
 */
export async function requireFinalOfTree(
  final: CosignedCheckpoint | null,
  { dir, suite, hashes }: Pick<FinalStoreParts, "dir" | "suite"> & { hashes: HashReader },
): Promise<void> {
  if (final === null) return;
  const root = await rootAt(hashes, suite.sha256, final.size);
  if (equalBytes(root, final.rootHash)) return;
  const found = `expected root ${toHex(root)} of the first ${final.size} entries, got ${toHex(final.rootHash)}`;
  throw new LedgerDamage(join(dir, finalName), 0, found);
}

/** Writes the final checkpoint, durable when it returns. A crash leaves the one before. */
export async function writeFinal(files: Files, dir: string, { note }: CosignedCheckpoint): Promise<void> {
  await writeFileWhole(files, join(dir, finalName), utf8(note));
  await files.syncFolder(dir);
}

async function gather({ suite, policy, head }: FinalStoreParts, bytes: Uint8Array): Promise<Gathering> {
  const text = fromUtf8(bytes);
  const note = parseNote(text);
  const gathering = new Gathering(policy, { note: text });
  await verifyNote(suite, note, [parseVkey(head.vkey)]);
  for (const { name, vkey } of policy.witnesses) {
    const signatures = note.signatures.filter((one) => one.name === vkey.name && one.keyId === vkey.keyId);
    for (const signature of signatures) {
      const [verified] = await verifyNote(suite, { text: note.text, signatures: [signature] }, [vkey]);
      gathering.add(name, { time: verified?.time ?? 0, signature });
    }
  }
  return gathering;
}
