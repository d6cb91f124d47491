/** What tests of erasure share: erasure statements, and searching files for bytes. For tests only. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalBytes } from "@/lib/jcs";
import { statementTypes } from "@/lib/statement/statement";
import type { Submission } from "../ledger";
import { maker } from "./world";

/** The manufacturer's erasure of an event, for the ledger to sign. */
export function erasureOf(
  event: string,
  { by = maker, reason = "captured-in-error" }: { by?: typeof maker; reason?: string } = {},
): Submission {
  return {
    kind: "sign",
    signer: by.signer,
    iss: by.iss,
    typ: statementTypes.erasure,
    payload: canonicalBytes({ type: "event.erased", event, reason }),
    trees: [],
  };
}

/** Lists the files under a folder that hold these bytes, by their paths in it. */
export async function filesHolding(folder: string, bytes: Uint8Array): Promise<string[]> {
  return (await filesHoldingEach(folder, new Map([["", bytes]])))[""] ?? [];
}

/** Lists, for each of several byte strings by name, the files under a folder that hold it. */
export async function filesHoldingEach(
  folder: string,
  wanted: ReadonlyMap<string, Uint8Array>,
): Promise<Record<string, string[]>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const holding: Record<string, string[]> = Object.fromEntries([...wanted.keys()].map((name) => [name, []]));
  for (const path of paths.sort()) {
    const content = await readOrGone(path);
    for (const [name, bytes] of wanted) {
      if (content.includes(Buffer.from(bytes))) holding[name]?.push(path.slice(folder.length + 1));
    }
  }
  return holding;
}

/** A file may go while the folder is searched. */
async function readOrGone(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}
