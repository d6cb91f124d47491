import { fromBase64Url, toHex } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import type { Keystore, Signer } from "@/server/keystore/keystore";
import type { Ledger } from "@/server/ledger/ledger";

/**
 * Finds a key that signs for the member now: valid in the log, and held by our keystore. The newest wins.
 * @throws DomainError forbidden when there is none
 */
export async function memberSigner(
  deps: { ledger: Ledger; keystore: Keystore },
  iss: string,
): Promise<Signer> {
  const held = new Set((await deps.keystore.list()).map((listing) => toHex(listing.kid)));
  const leaves = deps.ledger.membership().leaves();
  for (const leaf of leaves.filter((l) => l.iss === iss && l.to === null).reverse()) {
    const kidHex = toHex(fromBase64Url(leaf.kid));
    if (held.has(kidHex)) return deps.keystore.signer(kidHex);
  }
  throw new DomainError("forbidden", `iss: expected a member with an active key kept here, got ${iss}`);
}
