import { describe, expect, it } from "vitest";
import { parseEnv } from "./env";

describe("the environment", () => {
  it("has a default for everything, and an empty value counts as absent", () => {
    const env = parseEnv({ PORT: "", SUYUAN_SEED: " " });
    expect(env).toMatchObject({ port: 3000, host: "0.0.0.0", seed: "demo", isDevelopment: false });
    expect(env.dataDir).toBe(`${process.cwd()}/data`);
    expect(env.databaseUrl).toBeUndefined();
    expect(env.publicUrl).toBeUndefined();
  });

  it("takes PUBLIC_URL without its trailing slashes", () => {
    expect(parseEnv({ PUBLIC_URL: "https://trace.example/" }).publicUrl).toBe("https://trace.example");
    expect(parseEnv({ PUBLIC_URL: "http://10.0.0.2:3000/a//" }).publicUrl).toBe("http://10.0.0.2:3000/a");
  });

  it("names every bad setting in one line", () => {
    const bad = {
      PORT: "http",
      DATABASE_URL: "mysql://x",
      PUBLIC_URL: "ftp://x",
      SUYUAN_SEED: "some",
    };
    expect(() => parseEnv(bad)).toThrowError(
      expect.objectContaining({
        code: "malformed",
        message: expect.stringMatching(/^PORT: .*; DATABASE_URL: .*; PUBLIC_URL: .*; SUYUAN_SEED: [^\n]*$/),
      }),
    );
  });

  it.each(["65536", "-1", "3000x", "3e3"])("refuses %s as a port", (PORT) => {
    expect(() => parseEnv({ PORT })).toThrow("PORT: expected a port number from 0 to 65535");
  });

  it("does not repeat the password of a DATABASE_URL it refuses", () => {
    expect(() => parseEnv({ DATABASE_URL: "mysql://me:secret@db/x" })).not.toThrow("secret");
  });
});
