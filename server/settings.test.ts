import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Env, parseEnv } from "./env";
import { openSettings } from "./settings";

describe("the settings of a data folder", () => {
  let dataDir: string;
  let notices: string[];
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "suyuan-settings-"));
    notices = [];
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  const open = (changes: Partial<Env> = {}) =>
    openSettings({ ...parseEnv({}), dataDir, ...changes }, (line) => notices.push(line));

  it("freeze the origin at founding, while the address may still change", () => {
    expect(open({ publicUrl: "http://10.0.0.2:3000" }).origin).toBe("10.0.0.2:3000/log");
    const later = open({ publicUrl: "https://trace.example" });
    expect(later.origin).toBe("10.0.0.2:3000/log");
    expect(later.publicUrl()).toBe("https://trace.example");
    expect(notices).toEqual(["QR codes now carry https://trace.example (before: http://10.0.0.2:3000)"]);
  });

  it("keep an address that was chosen when it is not named again", () => {
    open({ publicUrl: "https://trace.example" });
    expect(open().publicUrl()).toBe("https://trace.example");
  });

  it("let an address that nobody chose follow the port", () => {
    open({ port: 4000 });
    expect(open({ port: 4001 }).publicUrl()).toMatch(/:4001$/);
  });

  it("fix the address once the first real label is printed", () => {
    const first = open({ publicUrl: "http://10.0.0.2:3000" });
    first.lockPublicUrl(Date.UTC(2026, 0, 2));
    first.lockPublicUrl(Date.UTC(2026, 0, 3));
    const later = open({ publicUrl: "https://trace.example" });
    expect(later.publicUrl()).toBe("http://10.0.0.2:3000");
    expect(later.publicUrlLockedAt()).toBe("2026-01-02T00:00:00.000Z");
    expect(notices).toEqual(["PUBLIC_URL stays http://10.0.0.2:3000: labels with it were printed"]);
  });

  it("remember that a start was cut off while it filled the log with the demo", () => {
    const first = open();
    expect(first.isDemoCutOff).toBe(false);
    expect(open().isDemoCutOff).toBe(true);
    first.setDemo({ state: "filled", atMs: 1 });
    const later = open();
    expect(later.isDemoCutOff).toBe(false);
    expect(later.demo()).toEqual({ state: "filled", atMs: 1 });
  });

  it("never take a log that is already there for an unfinished demo", () => {
    mkdirSync(join(dataDir, "ledger"));
    expect(open().demo()).toEqual({ state: "none" });
    expect(open().isDemoCutOff).toBe(false);
  });

  it("are refused by name when the file is something else", () => {
    writeFileSync(join(dataDir, "settings.json"), "{");
    expect(() => open()).toThrow(/settings\.json: expected settings in JSON/);
  });
});
