/**
 * Events that were captured, or are being captured, but may not be in the mirror yet: what a duplicate check
 * against the mirror alone would miss.
 */

/** Where an event stands in the log. */
export interface EventPlace {
  leafIndex: number;
  ordinal: number;
}

/** What the duplicate rules need to know of an event that is already there. */
export interface KnownEvent {
  eventID: string;
  cbvHash: string;
  contentHash: string;
  isErrorDeclaration: boolean;
}

/** A reserved event: its place is known once its capture is durable. */
export interface RecentEvent extends KnownEvent {
  place: Promise<EventPlace>;
  reservedAtMs: number;
}

/** Keys are kept this long after their capture, far longer than the mirror ever lags while it runs. */
const keptMs = 60_000;

/** Events of the last minute by member and id, and by member and CBV hash. */
export class RecentEvents {
  readonly #byKey = new Map<string, RecentEvent[]>();
  /**
   * Entries that were in the log before anything was noted here: only the mirror knows of them, once it has caught up
   * with what was captured right before a crash.
   */
  readonly sinceSize: number;

  constructor(sinceSize = 0) {
    this.sinceSize = sinceSize;
  }

  /** Lists recent events of the member `iss` under this event id or this CBV hash. */
  find(iss: string, event: KnownEvent): RecentEvent[] {
    return keysOf(iss, event).flatMap((key) => this.#byKey.get(key) ?? []);
  }

  /**
   * Reserves the ids of events that are about to be appended.
   * Call it in the same tick as `find`: between the two nobody else may reserve.
   */
  reserve(iss: string, events: RecentEvent[]): void {
    for (const event of events) {
      for (const key of keysOf(iss, event)) {
        this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), event]);
      }
    }
  }

  /** Gives up a reservation whose capture was refused. */
  release(iss: string, events: RecentEvent[]): void {
    for (const event of events) {
      for (const key of keysOf(iss, event)) {
        const rest = (this.#byKey.get(key) ?? []).filter((other) => other !== event);
        if (rest.length === 0) this.#byKey.delete(key);
        else this.#byKey.set(key, rest);
      }
    }
  }

  /** Forgets an event that was erased: captured again, it is a new one. Those not durable yet are not looked at. */
  async erase(place: EventPlace): Promise<void> {
    for (const [key, events] of [...this.#byKey]) {
      const erased = new Set<RecentEvent>();
      for (const event of events) if (isAt(await settledPlace(event), place)) erased.add(event);
      if (erased.size === 0) continue;
      const rest = (this.#byKey.get(key) ?? []).filter((event) => !erased.has(event));
      if (rest.length === 0) this.#byKey.delete(key);
      else this.#byKey.set(key, rest);
    }
  }

  /** Forgets what is older than a minute, provided the mirror has it (`appliedSize` = entries in the mirror). */
  async forget(nowMs: number, appliedSize: number): Promise<void> {
    for (const [key, events] of this.#byKey) {
      const oldest = events[0];
      if (oldest === undefined || nowMs - oldest.reservedAtMs < keptMs) return; // insertion order = age order
      const { leafIndex } = await oldest.place;
      if (leafIndex < appliedSize) this.#byKey.delete(key);
    }
  }
}

/** One key for an event whose id is its hash, as assigned ids are. */
function keysOf(iss: string, { eventID, cbvHash }: KnownEvent): string[] {
  const byId = `${iss}\n${eventID}`;
  return eventID === cbvHash ? [byId] : [byId, `${iss}\n${cbvHash}`];
}

/** Where an event stands, or null while that is open, or once its capture was refused. */
async function settledPlace(event: RecentEvent): Promise<EventPlace | null> {
  // Of two settled promises the first one wins.
  return Promise.race([event.place, Promise.resolve(null)]).catch(() => null);
}

function isAt(found: EventPlace | null, { leafIndex, ordinal }: EventPlace): boolean {
  return found !== null && found.leafIndex === leafIndex && found.ordinal === ordinal;
}
