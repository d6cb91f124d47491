/** Captures EPCIS events for a member: parse, judge duplicates, commit, sign, append (DESIGN §7, steps 2–7). */
import { concatBytes } from "@/lib/bytes";
import { statementTypes } from "@/lib/statement/statement";
import type { Principal } from "@/server/auth/principal";
import { hashKernel } from "@/server/crypto/kernel/kernel";
import type { Admitted } from "@/server/ledger/ledger";
import type { ServiceDeps } from "@/server/services/deps";
import { memberSigner } from "@/server/services/member-signer";
import { appendRecords } from "@/server/services/records/append-records";
import { knownEvents, type MirroredEvent } from "./known-events";
import type { CaptureInput, PreparedEvent } from "./prepare-events";
import { prepareInWorker } from "./prepare-in-worker";
import { type EventReceipt, type Receipt, receiptOf } from "./receipt";
import { reserveNew, type Verdict } from "./reserve-new";

/** What a capture needs; a subset of the services' dependencies. */
export type CaptureDeps = Pick<
  ServiceDeps,
  "sql" | "ledger" | "keystore" | "recent" | "nowMs" | "mirror" | "logSignatures" | "prepared"
>;

/**
 * Captures one event or an EPCISDocument, all of it or nothing.
 * A crash before the append leaves nothing behind; after it, everything: the mirror catches up by itself, and
 * sending the same document again returns the receipts of the first time.
 * @throws DomainError malformed | too_large | conflict | forbidden | unavailable; nothing was written then
 */
export async function captureEvents(
  deps: CaptureDeps,
  principal: Pick<Principal, "iss">,
  input: CaptureInput,
): Promise<Receipt> {
  const { iss } = principal;
  const withRows = deps.mirror.isTaking() && deps.prepared.hasRoom();
  const prepared = await prepareInWorker(input, withRows ? { rowsFor: iss } : {});
  await deps.mirror.whenApplied(deps.recent.sinceSize);
  await deps.recent.forget(deps.nowMs(), deps.mirror.appliedSize());
  const mirrored = await knownEvents(deps.sql, iss, prepared.events);
  const { verdicts, admitted } = await appendNew(deps, iss, prepared.events, mirrored);
  if (prepared.masterData.length > 0 && verdicts.some((v) => v.isNew)) {
    await appendRecords(deps, iss, prepared.masterData);
  }
  const events = await Promise.all(verdicts.map(toEventReceipt));
  const firstNew = verdicts.find((v) => v.isNew) ?? verdicts[0];
  const place = await firstNew?.place;
  return receiptOf(deps, place?.leafIndex ?? 0, events, admitted);
}

async function appendNew(
  deps: CaptureDeps,
  iss: string,
  events: PreparedEvent[],
  mirrored: MirroredEvent[],
): Promise<{ verdicts: Verdict[]; admitted?: Admitted }> {
  const reservation = reserveNew(deps.recent, { iss, events, mirrored, nowMs: deps.nowMs() });
  try {
    const { verdicts, fresh } = reservation;
    if (fresh.length === 0) return { verdicts };
    const admitted = await appendCapture(deps, iss, fresh);
    reservation.settle(admitted.leafIndex);
    return { verdicts, admitted };
  } catch (error) {
    reservation.abandon(error);
    throw error;
  }
}

/** Signs and appends one capture of new events. The only commit point. */
async function appendCapture(deps: CaptureDeps, iss: string, events: PreparedEvent[]): Promise<Admitted> {
  const signer = await memberSigner(deps, iss);
  const trees = events.map(({ root, sealed, secret }) => ({ root, sealed, secret }));
  const payload = hashKernel().rootOf(concatBytes(...trees.map(({ root }) => root)));
  const typ = statementTypes.capture;
  // Before the entry is durable, for from then on the mirror may apply it.
  const firstRoot = keepLines(deps, events);
  try {
    return await deps.ledger.append({ kind: "sign", signer, iss, typ, payload, trees });
  } catch (error) {
    if (firstRoot !== null) deps.prepared.take(firstRoot);
    throw error;
  }
}

/** Leaves the rows of a capture to the mirror, when all of its events have any; returns the key they are kept under. */
function keepLines({ prepared }: CaptureDeps, events: PreparedEvent[]): Uint8Array | null {
  const lines = events.flatMap((event) => event.lines ?? []);
  const first = events[0]?.root;
  if (first === undefined || lines.length < events.length) return null;
  prepared.keep(first, lines);
  return first;
}

async function toEventReceipt(verdict: Verdict): Promise<EventReceipt> {
  const { leafIndex, ordinal } = await verdict.place;
  return { id: `${leafIndex}.${ordinal}`, eventID: verdict.eventID, isDuplicate: !verdict.isNew };
}
