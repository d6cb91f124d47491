import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestServices, type TestServices } from "@/server/services/testing/test-services";
import { addPerson } from "./people";
import { principalOfToken, signOut } from "./remembered-principals";
import { openSession, sessionSeconds } from "./sessions";

const iss = "https://id.gs1.org/417/9521011000006";
const person = { id: "farm", name: { en: "Qu", "zh-CN": "曲" }, iss, role: "manufacturer" as const };

describe("principalOfToken", () => {
  let services: TestServices;
  let atMs = Date.UTC(2026, 10, 22);
  const deps = () => ({ ...services.deps, nowMs: () => atMs });
  beforeAll(async () => {
    services = await openTestServices();
    await services.admit(iss, ["manufacturer"]);
    await addPerson(services.deps.db, person);
  });
  afterAll(() => services.close());

  it("tells who a token stands for, and after signing out nobody, at once", async () => {
    const token = await openSession(services.deps.db, "farm", atMs);
    const principal = await principalOfToken(deps(), token);
    expect(principal).toMatchObject({ personId: "farm", iss, roles: ["manufacturer"], role: "manufacturer" });
    expect(await principalOfToken(deps(), token)).toBe(principal);
    await signOut(services.deps.db, token);
    expect(await principalOfToken(deps(), token)).toBeNull();
  });

  it("ends with the session, to the millisecond, although it was asked right before", async () => {
    const token = await openSession(services.deps.db, "farm", atMs);
    atMs += sessionSeconds * 1000 - 1;
    expect(await principalOfToken(deps(), token)).toMatchObject({ personId: "farm" });
    atMs += 1;
    expect(await principalOfToken(deps(), token)).toBeNull();
  });

  it("tells of a new role of the person within seconds", async () => {
    const token = await openSession(services.deps.db, "farm", atMs);
    await principalOfToken(deps(), token);
    await addPerson(services.deps.db, { ...person, role: "partner" });
    atMs += 5_000;
    expect(await principalOfToken(deps(), token)).toMatchObject({ role: "partner" });
  });

  it("remembers no stranger: a session that opens later is seen", async () => {
    expect(await principalOfToken(deps(), "A".repeat(43))).toBeNull();
    const token = await openSession(services.deps.db, "farm", atMs);
    expect(await principalOfToken(deps(), token)).not.toBeNull();
  });
});
