import { canonicalBytes } from "@/lib/jcs";
import type { JsonObject } from "@/lib/json";
import { parseMembershipRecord } from "@/lib/membership/records";
import { statementTypes } from "@/lib/statement/statement";
import type { Admitted } from "@/server/ledger/ledger";
import type { ServiceDeps } from "@/server/services/deps";
import { memberSigner } from "@/server/services/member-signer";

/**
 * Appends one membership record, signed by the operator `iss`. Where the policy asks for more than one operator,
 * this is the proposal, and takes effect with the last approval it needs.
 * @throws DomainError malformed | forbidden | conflict as the admission rules say
 */
export async function appendMembership(
  deps: Pick<ServiceDeps, "ledger" | "keystore">,
  iss: string,
  record: JsonObject,
): Promise<Admitted> {
  parseMembershipRecord(record);
  const signer = await memberSigner(deps, iss);
  const payload = canonicalBytes(record);
  return deps.ledger.append({
    kind: "sign",
    signer,
    iss,
    typ: statementTypes.membership,
    payload,
    trees: [],
  });
}
