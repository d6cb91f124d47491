import { describe, expect, it } from "vitest";
import { readCookie, writeSessionCookie } from "./cookies";
import { isLoopbackRequest } from "./loopback";

const local = { remoteAddress: "127.0.0.1", host: "localhost:3000", isForwarded: false };

describe("the demo sign-in's door", () => {
  it.each([
    ["127.0.0.1", "localhost:3000"],
    ["::1", "[::1]:3000"],
    ["::ffff:127.0.0.1", "127.0.0.1:3000"],
  ])("is open from %s to %s", (remoteAddress, host) => {
    expect(isLoopbackRequest({ ...local, remoteAddress, host })).toBe(true);
  });

  it("is shut to other machines, to foreign names that resolve here, and behind a proxy", () => {
    expect(isLoopbackRequest({ ...local, remoteAddress: "192.168.1.7" })).toBe(false);
    expect(isLoopbackRequest({ ...local, host: "rebound.example" })).toBe(false);
    expect(isLoopbackRequest({ ...local, host: "localhost.example:3000" })).toBe(false);
    expect(isLoopbackRequest({ ...local, host: null })).toBe(false);
    expect(isLoopbackRequest({ ...local, isForwarded: true })).toBe(false);
    expect(isLoopbackRequest({ ...local, remoteAddress: "" })).toBe(false);
  });
});

describe("the session cookie", () => {
  it("is found among others, and only under its whole name", () => {
    expect(readCookie("a=1; lang=zh-CN;b=2=3", "lang")).toBe("zh-CN");
    expect(readCookie("a=1; b=2=3", "b")).toBe("2=3");
    expect(readCookie("xlang=en", "lang")).toBeUndefined();
    expect(readCookie(null, "lang")).toBeUndefined();
  });

  it("is out of reach of scripts and of other sites", () => {
    expect(writeSessionCookie("t", true)).toMatch(/^suyuan-session=t; .*HttpOnly; SameSite=Lax; Secure$/);
    expect(writeSessionCookie(null, false)).toContain("Max-Age=0");
  });
});
