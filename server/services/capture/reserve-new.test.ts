import { describe, expect, it } from "vitest";
import type { PreparedEvent } from "./prepare-events";
import { RecentEvents } from "./recent-events";
import { reserveNew } from "./reserve-new";

const iss = "https://id.gs1.org/417/9521011000006";

function event(id: string, content = id): PreparedEvent {
  return {
    eventID: id,
    type: "ObjectEvent",
    cbvHash: `ni:${content}`,
    contentHash: content,
    isErrorDeclaration: false,
    lines: null,
    root: new Uint8Array(32),
    sealed: new Uint8Array(),
    secret: new Uint8Array(32),
  };
}

function reserve(
  recent: RecentEvents,
  events: PreparedEvent[],
  mirrored: Parameters<typeof reserveNew>[1]["mirrored"] = [],
) {
  return reserveNew(recent, { iss, events, mirrored, nowMs: 0 });
}

describe("reserveNew", () => {
  it("lets exactly one of two equal captures be new; both get the same places", async () => {
    const recent = new RecentEvents();
    const first = reserve(recent, [event("a"), event("b")]);
    const second = reserve(recent, [event("b"), event("a")]);
    expect(first.fresh).toHaveLength(2);
    expect(second.fresh).toHaveLength(0);
    first.settle(7);
    const places = await Promise.all(second.verdicts.map((verdict) => verdict.place));
    expect(places).toEqual([
      { leafIndex: 7, ordinal: 1 },
      { leafIndex: 7, ordinal: 0 },
    ]);
  });

  it("treats an event repeated within one document as the first of them", async () => {
    const reservation = reserve(new RecentEvents(), [event("a"), event("a")]);
    reservation.settle(3);
    expect(reservation.verdicts.map((v) => v.isNew)).toEqual([true, false]);
    expect(await reservation.verdicts[1]?.place).toEqual({ leafIndex: 3, ordinal: 0 });
  });

  it("keeps nothing reserved after a conflict in the middle of a document", () => {
    const recent = new RecentEvents();
    expect(() => reserve(recent, [event("a"), event("b"), event("a", "other")])).toThrow(/eventID/);
    expect(reserve(recent, [event("a"), event("b")]).fresh).toHaveLength(2);
  });

  it("keeps nothing reserved when the append failed, and tells those who waited", async () => {
    const recent = new RecentEvents();
    const first = reserve(recent, [event("a")]);
    const waiting = reserve(recent, [event("a")]).verdicts[0]?.place;
    first.abandon(new Error("disk full"));
    await expect(waiting).rejects.toThrow("disk full");
    expect(reserve(recent, [event("a")]).fresh).toHaveLength(1);
  });

  it("finds earlier events in the mirror", async () => {
    const known = { ...event("a"), leafIndex: 5, ordinal: 2 };
    const reservation = reserve(new RecentEvents(), [event("a")], [known]);
    expect(reservation.fresh).toHaveLength(0);
    expect(await reservation.verdicts[0]?.place).toMatchObject({ leafIndex: 5, ordinal: 2 });
  });

  it("does not confuse members", () => {
    const recent = new RecentEvents();
    reserve(recent, [event("a")]);
    const other = reserveNew(recent, { iss: `${iss}X`, events: [event("a")], mirrored: [], nowMs: 0 });
    expect(other.fresh).toHaveLength(1);
  });
});

describe("RecentEvents.forget", () => {
  it("keeps what the mirror does not have, however old, and forgets the rest", async () => {
    const recent = new RecentEvents();
    reserve(recent, [event("a")]).settle(4);
    await recent.forget(120_000, 4);
    expect(recent.find(iss, event("a"))).not.toHaveLength(0);
    await recent.forget(120_000, 5);
    expect(recent.find(iss, event("a"))).toHaveLength(0);
  });
});
