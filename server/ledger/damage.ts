/** Damage: stored bytes that are not what was written. Names the file and the offset, and says what to do. */

/** A file of the ledger that cannot be trusted. The ledger refuses to run on it; the audit reports it. */
export class LedgerDamage extends Error {
  readonly code = "damage";
  readonly file: string;
  /** Byte offset in the file of the first unit (frame, sector, block, hash) that does not hold. */
  readonly offset: number;
  readonly found: string;

  constructor(file: string, offset: number, found: string) {
    super(
      `${file}:${offset}: ${found}. The ledger will not run on damaged files: keep this folder as it is, ` +
        "run `npm run audit` to list all damage, and restore the folder from a backup",
    );
    this.name = "LedgerDamage";
    this.file = file;
    this.offset = offset;
    this.found = found;
  }
}

/** Tells whether an error is damage, whichever copy of this module made it. */
export function isDamage(error: unknown): error is LedgerDamage {
  return error instanceof Error && "code" in error && error.code === "damage";
}
