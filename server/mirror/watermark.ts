/** The watermark: how far the mirror is, and of which log. */
import type { Sql, TransactionSql } from "postgres";
import { equalBytes, toHex } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { Frontier } from "@/lib/merkle/frontier";
import { verifyConsistency } from "@/lib/merkle/verify";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { LedgerReader } from "./batch";

/** Gives an empty mirror its watermark row. */
export async function createWatermark(sql: Sql, schema = "mirror"): Promise<void> {
  const empty = new Frontier(nodeSuite.sha256);
  await sql`
    insert into ${sql(schema)}.state (applied_size, root_hash, frontier)
    values (0, ${empty.root()}, ${empty.serialise()}) on conflict do nothing`;
}

/**
 * Reads the right edge of the log as far as the mirror has applied it; an empty one when there is no row yet.
 * @throws DomainError conflict when the row contradicts itself
 */
export async function readWatermark(sql: Sql | TransactionSql, schema = "mirror"): Promise<Frontier> {
  const [row] = await sql<{ applied_size: number; root_hash: Uint8Array; frontier: Uint8Array }[]>`
    select applied_size, root_hash, frontier from ${sql(schema)}.state`;
  if (row === undefined) return new Frontier(nodeSuite.sha256);
  const frontier = restoredOrNull(row.frontier);
  if (frontier?.size !== row.applied_size || !equalBytes(frontier.root(), row.root_hash)) {
    throw foreign(`state: expected a frontier of ${row.applied_size} entries with its root, got another`);
  }
  return frontier;
}

function restoredOrNull(bytes: Uint8Array): Frontier | null {
  try {
    return Frontier.restore(nodeSuite.sha256, new Uint8Array(bytes));
  } catch {
    return null;
  }
}

/**
 * Checks that what the mirror has applied is the beginning of this very log.
 * @throws DomainError conflict, naming both roots, when it is not
 */
export async function checkWatermark(ledger: LedgerReader, applied: Frontier): Promise<void> {
  const head = ledger.head();
  if (applied.size === 0) return;
  if (applied.size > head.size) {
    throw foreign(`applied_size: expected at most ${head.size} entries, got ${applied.size}`);
  }
  const root = applied.root();
  if (applied.size === head.size) {
    if (equalBytes(root, head.rootHash)) return;
    throw foreign(`root_hash: expected ${toHex(head.rootHash)} at size ${head.size}, got ${toHex(root)}`);
  }
  const path = await ledger.consistencyProof(applied.size, head.size);
  try {
    verifyConsistency(nodeSuite.sha256, {
      size1: applied.size,
      size2: head.size,
      root1: root,
      root2: head.rootHash,
      path,
    });
  } catch (cause) {
    throw foreign(
      `root_hash: expected the ledger's root at size ${applied.size}, got ${toHex(root)}, which the ledger's head ${toHex(head.rootHash)} does not extend`,
      cause,
    );
  }
}

/** Ends the message of a mirror that is not of this log. */
export const rebuildAdvice = "; run npm run mirror:rebuild";

function foreign(message: string, cause?: unknown): DomainError {
  return new DomainError(
    "conflict",
    `mirror: ${message}${rebuildAdvice}`,
    cause === undefined ? {} : { cause },
  );
}

/**
 * Moves the watermark, in the transaction that adds the rows up to it.
 * @throws DomainError conflict when somebody else has moved it since
 */
export async function moveWatermark(
  tx: TransactionSql,
  schema: string,
  from: number,
  frontier: Frontier,
): Promise<void> {
  const { count } = await tx`
    update ${tx(schema)}.state
    set applied_size = ${frontier.size}, root_hash = ${frontier.root()}, frontier = ${frontier.serialise()}
    where applied_size = ${from}`;
  if (count !== 1) {
    throw new DomainError(
      "conflict",
      `mirror: expected applied_size ${from}, got another; is a second process applying?`,
    );
  }
}
