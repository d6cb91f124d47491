/**
 * The manifest of a backup: what it covers, and each file with its SHA-256. One line of JSON, then the SHA-256 of that
 * line, so that a changed manifest is told from a changed file.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fromUtf8, toHex, utf8 } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { nodeSuite } from "@/server/crypto/node-suite";

/** One file of a backup. */
export interface BackupFile {
  /** Within the generation's folder, with "/". */
  readonly path: string;
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** What its source looked like (inode, size, times), when that was long enough ago to tell a later change by. */
  readonly source: string | null;
}

/** One table of schema `app`, its rows in `app/<name>.copy`. */
export interface AppTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
}

/** Schema `app` as of the backup. */
export interface AppSnapshot {
  /** The last migration applied, by its `when` in drizzle/meta/_journal.json. */
  readonly migration: number;
  /** Referenced tables come before those that refer to them. */
  readonly tables: readonly AppTable[];
  /** The last value of each sequence that has given one. */
  readonly sequences: readonly { readonly name: string; readonly lastValue: string }[];
}

export interface Manifest {
  readonly version: 1;
  readonly generation: number;
  /** ISO times. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly log: { readonly origin: string; readonly vkey: string };
  /** Entries, and the root hash over them, hexadecimal. */
  readonly size: number;
  readonly rootHash: string;
  /** Entries in tiles; the rest is in the write-ahead log. */
  readonly tiled: number;
  /** The last signed checkpoint, a C2SP signed note; "" before the first. */
  readonly checkpoint: string;
  /** Whether it holds the private keys. */
  readonly hasKeys: boolean;
  readonly app: AppSnapshot;
  readonly files: readonly BackupFile[];
}

/** The manifest's name in a generation's folder. */
export const manifestName = "manifest";

/** Writes a manifest as its file holds it. */
export function formatManifest(manifest: Manifest): Uint8Array {
  const line = `${JSON.stringify(manifest)}\n`;
  return utf8(`${line}${toHex(nodeSuite.sha256(utf8(line)))}\n`);
}

/**
 * Reads the manifest of a generation's folder.
 * @throws DomainError malformed when it is not as it was written
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, manifestName);
  const text = fromUtf8(await readFile(path));
  const line = text.slice(0, text.indexOf("\n") + 1);
  if (text.slice(line.length) !== `${toHex(nodeSuite.sha256(utf8(line)))}\n`) {
    throw new DomainError("malformed", `${path}: expected a manifest as it was written, got a changed one`);
  }
  const manifest = JSON.parse(line) as Manifest;
  if (manifest.version !== 1) {
    throw new DomainError(
      "unsupported",
      `${path}: expected a manifest of version 1, got ${manifest.version}`,
    );
  }
  return manifest;
}
