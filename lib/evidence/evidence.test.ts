import { expect, test } from "vitest";
import { utf8 } from "@/lib/bytes";
import { recognise } from "./evidence";

test("a policy is recognised after any comments and blank lines", () => {
  const text = "# mine\n\n \t\n#\nquorum none\n";
  expect(recognise(utf8(text))).toMatchObject({ kind: "policy", policy: { quorum: "none" } });
});

test("what is nothing but blank lines, plus signs or comments is an entry, and known as one at once", () => {
  for (const unit of ["\n", "+", "+00000000+a", " \n", "#\n", "\t"]) {
    const before = process.cpuUsage().user;
    expect(recognise(utf8(`${unit.repeat(1 << 18)}\u0000`)).kind).toBe("entry");
    expect(process.cpuUsage().user - before).toBeLessThan(1e6);
  }
});
