import { fromBase64Url, toHex } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import type { Keystore, Signer } from "@/server/keystore/keystore";
import type { Ledger } from "@/server/ledger/ledger";

/** The signer of a member as it was found, and for which standing of its keys. */
interface Found {
  signer: Signer;
  /** `changes` of the membership then. */
  at: number;
}

const foundIn = new WeakMap<Keystore, Map<string, Found>>();

/**
 * Finds a key that signs for the member now: valid in the log, and held by our keystore. The newest wins.
 * @throws DomainError forbidden when there is none
 */
export async function memberSigner(
  deps: { ledger: Ledger; keystore: Keystore },
  iss: string,
): Promise<Signer> {
  const { changes } = deps.ledger.membership();
  const remembered = foundIn.get(deps.keystore) ?? new Map<string, Found>();
  foundIn.set(deps.keystore, remembered);
  const known = remembered.get(iss);
  if (known?.at === changes) return known.signer;
  const signer = await lookUp(deps, iss);
  remembered.set(iss, { signer, at: changes });
  return signer;
}

async function lookUp(
  { ledger, keystore }: { ledger: Ledger; keystore: Keystore },
  iss: string,
): Promise<Signer> {
  const held = new Set((await keystore.list()).map((listing) => toHex(listing.kid)));
  const leaves = ledger.membership().leaves();
  for (const leaf of leaves.filter((l) => l.iss === iss && l.to === null).reverse()) {
    const kidHex = toHex(fromBase64Url(leaf.kid));
    if (held.has(kidHex)) return keystore.signer(kidHex);
  }
  throw new DomainError("forbidden", `iss: expected a member with an active key kept here, got ${iss}`);
}
