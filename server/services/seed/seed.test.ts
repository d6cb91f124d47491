import { describe, expect, it } from "vitest";
import { cbvEventHash } from "@/lib/epcis/event-hash";
import { parseEpcis } from "@/lib/epcis/parse";
import { nodeSuite } from "@/server/crypto/node-suite";
import { organisations } from "./organisations";
import { demoSamples } from "./samples";
import { chinaMidnight, demoStory } from "./seed";

const today = chinaMidnight(Date.parse("2026-11-22T10:00:00Z"));

describe("the demo world", () => {
  it("is made of valid EPCIS 2.0 events, every one different", async () => {
    const events = (await demoStory(today)).flatMap(({ document }) => parseEpcis(document).events);
    const hashes = new Set(events.map((event) => cbvEventHash(nodeSuite.sha256, event)));
    expect(hashes.size).toBe(events.length);
    expect(events.length).toBeGreaterThan(300);
  });

  it("has tens of thousands of readings, none in the future", async () => {
    const story = await demoStory(today);
    const text = JSON.stringify(story);
    expect(text.match(/"value":/g)?.length).toBeGreaterThan(20_000);
    for (const { document } of story) expect(Date.parse(String(document.creationDate))).toBeLessThan(today);
  });

  it("tells the same story for the same day", async () => {
    expect(JSON.stringify(await demoStory(today))).toBe(JSON.stringify(await demoStory(today)));
  });

  it("has at least six organisations that sign, each with a GLN of its own", async () => {
    const signers = new Set((await demoStory(today)).map((capture) => capture.iss));
    expect(signers.size).toBeGreaterThanOrEqual(6);
    const all = Object.values(organisations).map((organisation) => organisation.iss);
    expect(new Set(all).size).toBe(all.length);
  });

  it("points at codes that occur in the story", async () => {
    const text = JSON.stringify(await demoStory(today));
    for (const { path } of demoSamples(today + 3_600_000)) expect(text).toContain(path);
  });
});
