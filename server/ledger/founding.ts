/** Founding: the files of a new log, then its first batch: who it is, and who its first operator is. */
import { toBase64Url, toHex } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { DomainError } from "@/lib/errors";
import { canonicalBytes } from "@/lib/jcs";
import type { JsonObject } from "@/lib/json";
import { verifyContinuation } from "@/lib/membership/continuation";
import { emptyRoot } from "@/lib/merkle/hash";
import { formatVkey, makeVkey, signatureTypes } from "@/lib/note/vkey";
import { encodeCoseKey } from "@/lib/statement/cose-key";
import { logIssuer } from "@/lib/statement/log-key";
import { statementTypes } from "@/lib/statement/statement";
import { nodeSuite } from "@/server/crypto/node-suite";
import { LedgerDamage } from "./damage";
import type { Files } from "./files";
import { HeadStore } from "./head";
import type { Ledger, OpenLedgerOptions } from "./ledger";
import { scanSegment } from "./wal/scan";
import { createFirstSegment, segmentNumbers, segmentPath, type WalOptions } from "./wal/wal";

/**
 * Makes the files of a new log; `head.b` comes last and makes it one. A crash before it leaves an empty WAL, which
 * the next attempt replaces.
 * @throws DomainError `malformed` when there is nothing to found it with
 */
export async function createFiles(
  options: Pick<OpenLedgerOptions, "dir" | "origin" | "founding" | "signer" | "admission">,
  { suite, walOptions }: { suite: CryptoSuite; walOptions: WalOptions },
): Promise<void> {
  const { dir, origin, founding, signer, admission = "membership" } = options;
  const { files } = walOptions;
  if (origin === undefined || (founding === undefined && admission === "membership")) {
    throw new DomainError(
      "malformed",
      `${dir}: expected a ledger, or an origin and an operator to found one with`,
    );
  }
  await requireEmptyWal(files, walOptions.dir);
  await createFirstSegment(walOptions);
  await HeadStore.create(files, dir, {
    epoch: 0,
    size: 0,
    root: toHex(emptyRoot(suite.sha256)),
    tiled: 0,
    origin,
    vkey: formatVkey(makeVkey(origin, signatureTypes.ed25519, signer.key.bytes)),
    admission,
    checkpoint: "",
    clean: null,
  });
}

/** A WAL with entries and no head is not a new folder, but one that lost its head. */
async function requireEmptyWal(files: Files, walDir: string): Promise<void> {
  for (const number of await segmentNumbers(files, walDir)) {
    const path = segmentPath(walDir, number);
    const file = await files.open(path, "read");
    const first = await scanSegment(file, 0).next();
    await file.close();
    if (!first.done || number > 0)
      throw new LedgerDamage(path, 0, "expected head files beside this WAL, got none");
  }
}

/** Writes the founding as entry 0, and the first membership state as entry 1, in one batch. */
export async function appendFounding(
  { founding, signer }: Pick<OpenLedgerOptions, "founding" | "signer">,
  ledger: Ledger,
): Promise<void> {
  if (founding === undefined)
    throw new DomainError("malformed", "founding: expected an operator for an empty log");
  await ledger.append({
    kind: "sign",
    signer,
    iss: logIssuer(ledger.origin),
    typ: statementTypes.membership,
    payload: canonicalBytes(await recordOf(founding, ledger)),
    trees: [],
  });
}

/** The record of entry 0. @throws VerificationError when an approval of a continuation does not verify */
async function recordOf(
  founding: NonNullable<OpenLedgerOptions["founding"]>,
  { origin, vkey }: Ledger,
): Promise<JsonObject> {
  if ("continuation" in founding) {
    await verifyContinuation(nodeSuite, founding.continuation);
    return founding.continuation as unknown as JsonObject;
  }
  const { iss, key } = founding.operator;
  const operator = { iss, key: toBase64Url(encodeCoseKey(key)) };
  return { type: "log.founded", origin, vkey, operator, policy: { approvals: 1 } };
}
