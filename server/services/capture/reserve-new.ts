import { deferred } from "@/server/deferred";
import { findDuplicate } from "./duplicates";
import type { MirroredEvent } from "./known-events";
import type { PreparedEvent } from "./prepare-events";
import type { EventPlace, KnownEvent, RecentEvent, RecentEvents } from "./recent-events";

/** One event of a capture: new, or told to be an earlier one; either way it has, or will have, a place. */
export interface Verdict {
  eventID: string;
  isNew: boolean;
  place: Promise<EventPlace>;
}

/** The new events of a capture, reserved until they are appended (`settle`) or given up (`abandon`). */
export interface Reservation {
  verdicts: Verdict[];
  /** New events in document order; the position is the ordinal. */
  fresh: PreparedEvent[];
  settle(leafIndex: number): void;
  abandon(error: unknown): void;
}

type Candidate = KnownEvent & { place: Promise<EventPlace> };

/**
 * Judges every event of a capture and reserves the new ones, in one tick: of two equal captures at the same
 * time exactly one finds its events new, the other waits for the places of the first.
 * @throws DomainError conflict; nothing stays reserved then
 */
export function reserveNew(
  recent: RecentEvents,
  capture: { iss: string; events: PreparedEvent[]; mirrored: MirroredEvent[]; nowMs: number },
): Reservation {
  const { iss, events, mirrored, nowMs } = capture;
  const leafIndex = deferred<number>();
  leafIndex.promise.catch(() => undefined); // whoever waits hears of it through `place`
  const known = groupByKeys(mirrored.map((m) => ({ ...m, place: Promise.resolve<EventPlace>(m) })));
  const fresh: PreparedEvent[] = [];
  const reserved: RecentEvent[] = [];
  const verdictOf = (event: PreparedEvent, i: number): Verdict => {
    const candidates: Candidate[] = [...candidatesIn(known, event), ...recent.find(iss, event)];
    const earlier = findDuplicate(event, candidates, `$.epcisBody.eventList[${i}]`);
    if (earlier !== null) return { eventID: earlier.eventID, isNew: false, place: earlier.place };
    const ordinal = fresh.length;
    const place = leafIndex.promise.then((index) => ({ leafIndex: index, ordinal }));
    place.catch(() => undefined);
    const { eventID, cbvHash, contentHash, isErrorDeclaration } = event;
    const entry = { eventID, cbvHash, contentHash, isErrorDeclaration, place, reservedAtMs: nowMs };
    recent.reserve(iss, [entry]);
    reserved.push(entry);
    fresh.push(event);
    return { eventID, isNew: true, place };
  };
  const abandon = (error: unknown) => {
    recent.release(iss, reserved);
    leafIndex.reject(error);
  };
  try {
    return { verdicts: events.map(verdictOf), fresh, settle: leafIndex.resolve, abandon };
  } catch (error) {
    abandon(error);
    throw error;
  }
}

function groupByKeys(events: Candidate[]): Map<string, Candidate[]> {
  const groups = new Map<string, Candidate[]>();
  for (const event of events) {
    for (const key of [event.eventID, event.cbvHash]) groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return groups;
}

function candidatesIn(groups: Map<string, Candidate[]>, event: KnownEvent): Candidate[] {
  return [...(groups.get(event.eventID) ?? []), ...(groups.get(event.cbvHash) ?? [])];
}
