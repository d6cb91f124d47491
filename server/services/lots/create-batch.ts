import { type Batch, batchId } from "@/lib/batch/batch";
import type { BatchDraft } from "@/lib/batch/batch-draft";
import { batchEvent } from "@/lib/batch/batch-event";
import { type BatchProblem, expectations, readBatch } from "@/lib/batch/read-batch";
import { cbvEventHash } from "@/lib/epcis/event-hash";
import { parseEpcis } from "@/lib/epcis/parse";
import { DomainError } from "@/lib/errors";
import type { JsonObject } from "@/lib/json";
import type { Principal } from "@/server/auth/principal";
import { nodeSuite } from "@/server/crypto/node-suite";
import { captureEvents } from "@/server/services/capture/capture-events";
import type { Receipt } from "@/server/services/capture/receipt";
import type { ServiceDeps } from "@/server/services/deps";
import { locationsOf, productsOf } from "@/server/services/trace/master-data";

/** What logging a batch returns. */
export interface BatchReceipt extends Receipt {
  gtin: string;
  lot: string;
}

/** How long to wait for the mirror, so that the lot's page shows the new batch at once. */
const mirrorWaitMs = 3_000;

/**
 * Logs a batch for a member: checks the draft, builds its event, captures it.
 * A crash before the capture leaves nothing; after it, the batch. Sending the same draft again returns the first receipt.
 * @throws DomainError malformed (its `details` are every `BatchProblem`), forbidden (a product or place of somebody
 * else's), conflict (the member has made another batch under this lot number)
 */
export async function createBatch(
  deps: ServiceDeps,
  principal: Pick<Principal, "iss">,
  draft: BatchDraft,
): Promise<BatchReceipt> {
  const read = readBatch(draft, deps.nowMs());
  if ("problems" in read) throw problemsError(read.problems);
  const { batch } = read;
  await checkOwner(deps, principal.iss, batch);
  const event = batchEvent(batch);
  await checkLotIsNew(deps, principal.iss, batch, event);
  const receipt = await captureEvents(deps, principal, event);
  await mirrored(deps, receipt.leafIndex);
  return { ...receipt, gtin: batch.gtin, lot: batch.lot };
}

function problemsError(problems: BatchProblem[]): DomainError {
  const message = problems.map(
    ({ path, kind, got }) => `${path}: expected ${expectations[kind]}, got ${JSON.stringify(got)}`,
  );
  return new DomainError("malformed", message.slice(0, 5).join("; "), {
    ...(problems[0] === undefined ? {} : { path: problems[0].path }),
    details: problems.map((problem) => ({ ...problem })),
  });
}

/** Refuses products and places that the member does not run. */
async function checkOwner(deps: ServiceDeps, iss: string, batch: Batch): Promise<void> {
  const [products, places] = await Promise.all([
    productsOf(deps.sql, [batch.gtin]),
    locationsOf(deps.sql, [batch.place]),
  ]);
  const product = products.get(batch.gtin);
  if (product === undefined || (product.iss !== iss && product.party !== iss)) {
    throw new DomainError("forbidden", `gtin: expected one of your products, got ${batch.gtin}`, {
      path: "gtin",
    });
  }
  const place = places.get(batch.place);
  if (place === undefined || (place.iss !== iss && place.party !== iss)) {
    throw new DomainError("forbidden", `place: expected one of your places, got ${batch.place}`, {
      path: "place",
    });
  }
}

/** Refuses a lot number that the member has used for another batch; the same batch again passes, to its old receipt. */
async function checkLotIsNew(deps: ServiceDeps, iss: string, batch: Batch, event: JsonObject): Promise<void> {
  const [origin] = await deps.sql<{ event_hash: string }[]>`
    select e.event_hash from mirror.lot_origins o join mirror.events e using (leaf_index, ordinal)
    where o.epc = ${batchId(batch)} and o.iss = ${iss} order by o.leaf_index limit 1`;
  if (origin === undefined) return;
  const [normalForm] = parseEpcis(event).events;
  if (normalForm !== undefined && cbvEventHash(nodeSuite.sha256, normalForm) === origin.event_hash) return;
  throw new DomainError("conflict", `lot: expected a lot number not used before, got ${batch.lot}`, {
    path: "lot",
  });
}

/** Waits for the mirror, but not for ever: the batch is in the log whether it is shown yet or not. */
async function mirrored(deps: ServiceDeps, leafIndex: number): Promise<void> {
  const late = new Promise<void>((resolve) => {
    setTimeout(resolve, mirrorWaitMs).unref();
  });
  await Promise.race([deps.mirror.whenApplied(leafIndex + 1).catch(() => {}), late]);
}
