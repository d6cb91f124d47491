import { DomainError } from "@/lib/errors";
import { captureRoot } from "@/lib/fields/commit";
import type { JsonObject } from "@/lib/json";
import { statementTypes } from "@/lib/statement/statement";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { Admitted } from "@/server/ledger/ledger";
import { sealTree } from "@/server/services/capture/prepare-events";
import type { ServiceDeps } from "@/server/services/deps";
import { memberSigner } from "@/server/services/member-signer";

/** The most records one statement may hold. */
const recordsMax = 1_000;

/**
 * Appends `record` statements for a member: master data and the like, each a field tree sealed as an event is.
 * Several records share one statement, as several events share one capture.
 * @throws DomainError malformed (no `type`), too_large, forbidden
 */
export async function appendRecords(
  deps: Pick<ServiceDeps, "ledger" | "keystore">,
  iss: string,
  records: JsonObject[],
): Promise<Admitted> {
  if (records.length === 0 || records.length > recordsMax) {
    throw new DomainError("too_large", `records: expected 1 to ${recordsMax}, got ${records.length}`);
  }
  const untyped = records.findIndex((record) => typeof record.type !== "string");
  if (untyped >= 0)
    throw new DomainError("malformed", `records[${untyped}].type: expected a string, got none`);
  const trees = records.map((record) => {
    const { root, sealed, secret } = sealTree(record);
    return { root, sealed, secret };
  });
  const signer = await memberSigner(deps, iss);
  const payload = captureRoot(
    nodeSuite.sha256,
    trees.map((tree) => tree.root),
  );
  return deps.ledger.append({ kind: "sign", signer, iss, typ: statementTypes.record, payload, trees });
}
