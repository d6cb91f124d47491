import { afterEach, describe, expect, test, vi } from "vitest";
import { scanTexts } from "@/app/texts/scan";
import { toHex } from "@/lib/bytes";
import { formatConsistencyFile, parseConsistencyFile } from "@/lib/consistency/consistency-file";
import { parseJson } from "@/lib/json";
import { parties, SmallLog } from "@/lib/proof/testing/small-log";
import { twoMembers } from "@/lib/proof/testing/two-members";
import { decodeReceipt } from "@/lib/receipt/receipt";
import { consistencyReceipt, headAt } from "@/lib/receipt/testing/log-receipts";
import { compareWithPin, type SeenLog } from "./known-log";
import type { Pin } from "./pins";

const { log } = twoMembers();
const size = log.entries.length;
const words = { check: scanTexts.en.check, language: "en" as const };

/** The log at a size, as a browser sees it. */
function at(from: SmallLog, entries: number): SeenLog {
  const root = toHex(headAt(from, entries).rootHash);
  return { origin: from.origin, vkey: from.vkey, size: entries, root, note: from.checkpoint(entries) };
}

function pinned(seen: SeenLog): Pin {
  return { ...seen, sinceMs: Date.parse("2026-05-04") };
}

/** A log of the same key with another past. */
function rewritten(): SmallLog {
  const other = new SmallLog();
  other.join(parties.farm, "manufacturer");
  while (other.entries.length < size) other.state();
  return other;
}

/** Lets the page's own server answer questions about growth from a log, or with a status. */
function answerWith(answer: SmallLog | number | "offline"): void {
  vi.stubGlobal("fetch", async (path: string) => {
    if (answer === "offline") throw new TypeError("Failed to fetch");
    if (typeof answer === "number") return new Response("{}", { status: answer });
    const [size1 = 0, size2 = 0] = path.split("/").slice(-2).map(Number);
    const { vdp } = decodeReceipt(await consistencyReceipt(answer, size1, size2));
    return Response.json(formatConsistencyFile({ size1, size2, path: vdp.path }));
  });
}
afterEach(() => vi.unstubAllGlobals());

describe("a browser that was here before", () => {
  test("knows the same tree again without asking, and a larger one once the log has proven that it grew", async () => {
    answerWith("offline");
    expect(await compareWithPin(pinned(at(log, size)), at(log, size), words)).toMatchObject({ isKept: true });
    answerWith(log);
    const verdict = await compareWithPin(pinned(at(log, 3)), at(log, size), words);
    expect(verdict).toMatchObject({ isKept: true });
    expect(verdict.trouble).toBeUndefined();
    expect(verdict.text).toContain("has known since");
  });

  test("is content with an older tree that the remembered one continues, and goes on remembering that", async () => {
    answerWith(log);
    const verdict = await compareWithPin(pinned(at(log, size)), at(log, 5), words);
    expect(verdict.trouble).toBeUndefined();
    expect(verdict.isKept).toBe(false);
  });

  test("says so when nobody can be asked, and remembers nothing new", async () => {
    for (const answer of ["offline", 503] as const) {
      answerWith(answer);
      const verdict = await compareWithPin(pinned(at(log, 3)), at(log, size), words);
      expect(verdict).toEqual({ text: words.check.growthUnasked, isKept: false });
    }
  });

  test.each<[string, () => [Pin, SeenLog, SmallLog | number], string]>([
    [
      "a log with another past",
      () => [pinned(at(log, 5)), at(rewritten(), size), rewritten()],
      "does not continue",
    ],
    ["a refusal to prove growth", () => [pinned(at(log, 5)), at(log, size), 404], "does not continue"],
    ["a shorter log", () => [pinned(at(log, size)), at(log, 5), 404], "shorter"],
    [
      "two trees of one size",
      () => [pinned(at(log, size)), at(rewritten(), size), 404],
      "two different histories",
    ],
  ])("shouts at %s, with both signed checkpoints to take away", async (_, make, said) => {
    const [pin, seen, answer] = make();
    answerWith(answer);
    const { text, trouble, isKept } = await compareWithPin(pin, seen, words);
    expect(text).toContain(said);
    expect(isKept).toBe(false);
    const file = parseConsistencyFile(parseJson(trouble?.evidence?.text ?? ""));
    const notes = [pin.note, seen.note].sort();
    expect([file.older, file.newer].sort()).toEqual(notes);
  });

  test("shouts at another key before anything else", async () => {
    const other = new SmallLog("b.example/log");
    const verdict = await compareWithPin(pinned(at(log, 1)), at(other, 1), words);
    expect(verdict).toMatchObject({ text: words.check.keyChanged, trouble: {}, isKept: false });
  });
});

test("a first visit is told, and so is a browser that keeps nothing", async () => {
  expect((await compareWithPin(null, at(log, 1), words)).text).toBe(words.check.results.logFirst);
  expect((await compareWithPin(undefined, at(log, 1), words)).text).toBe(words.check.results.logLocal);
});
