import { describe, expect, it } from "vitest";
import { cosignaturesNeeded, formatPolicy, isQuorumMet, parsePolicy } from "./policy";
import { formatVkey, makeVkey } from "./vkey";

const keyOf = (i: number, type: number) =>
  formatVkey(makeVkey(`key${i}.example`, type, new Uint8Array(type === 6 ? 1312 : 32).fill(i)));
const log = keyOf(1, 1);
const malformed = expect.objectContaining({ code: "malformed" });

/** The shape of the example in C2SP tlog-policy. */
const example = `# two groups, both needed
log ${log} https://log.example/
witness X1 ${keyOf(11, 4)}
\twitness  X2 ${keyOf(12, 4)}  https://x2.example/
witness X3 ${keyOf(13, 6)}

group X-witnesses 2 X1 X2 X3
witness Y1 ${keyOf(21, 4)}
witness Y2 ${keyOf(22, 4)}
group Y-witnesses any Y1 Y2
group X-and-Y all X-witnesses Y-witnesses
  # done
quorum X-and-Y
`;

describe("policies", () => {
  it("read logs, witnesses, groups and quorum", () => {
    const policy = parsePolicy(example);
    expect(policy.logs).toMatchObject([
      { vkey: { name: "key1.example", type: 1 }, url: "https://log.example/" },
    ]);
    expect(policy.witnesses.map((witness) => witness.name)).toEqual(["X1", "X2", "X3", "Y1", "Y2"]);
    expect(policy.witnesses[0]).not.toHaveProperty("url");
    expect(policy.witnesses[1]).toMatchObject({ url: "https://x2.example/" });
    expect(policy.groups).toEqual([
      { name: "X-witnesses", threshold: 2, members: ["X1", "X2", "X3"] },
      { name: "Y-witnesses", threshold: 1, members: ["Y1", "Y2"] },
      { name: "X-and-Y", threshold: 2, members: ["X-witnesses", "Y-witnesses"] },
    ]);
    expect(parsePolicy(formatPolicy(policy))).toEqual(policy);
  });

  it("need as few witnesses as the cheapest way to their quorum", () => {
    expect(cosignaturesNeeded(parsePolicy(example))).toBe(3);
    expect(cosignaturesNeeded(parsePolicy(example.replace("quorum X-and-Y", "quorum Y-witnesses")))).toBe(1);
    expect(cosignaturesNeeded(parsePolicy(example.replace("quorum X-and-Y", "quorum X2")))).toBe(1);
    expect(cosignaturesNeeded(parsePolicy(example.replace("quorum X-and-Y", "quorum none")))).toBe(0);
  });

  it.each([
    [[], false],
    [["X1", "X2"], false],
    [["X1", "Y1"], false],
    [["X1", "X1", "Y1"], false],
    [["X1", "X3", "Y2"], true],
    [["X1", "X2", "X3", "Y1", "Y2"], true],
    [["X-and-Y"], false],
    [["X-witnesses", "Y-witnesses"], false],
    [["stranger", "X1", "Y1"], false],
  ])("with cosigners %j meet the example's quorum: %s", (cosigners, isMet) => {
    expect(isQuorumMet(parsePolicy(example), cosigners)).toBe(isMet);
  });

  it("with quorum none need nobody, and with a witness as quorum need that witness", () => {
    expect(isQuorumMet(parsePolicy("quorum none\n"), [])).toBe(true);
    const one = parsePolicy(`witness w ${keyOf(2, 4)}\nquorum w\n`);
    expect(isQuorumMet(one, [])).toBe(false);
    expect(isQuorumMet(one, ["w"])).toBe(true);
  });

  it("support 32 logs, witnesses and groups", () => {
    const numbers = Array.from({ length: 32 }, (_, i) => i);
    const lines = [
      ...numbers.map((i) => `log ${keyOf(i + 1, 1)}`),
      ...numbers.map((i) => `witness w${i} ${keyOf(i + 101, 4)}`),
      ...numbers.map((i) => `group g${i} 1 w${i}`),
      `group all-groups all ${numbers.map((i) => `g${i}`).join(" ")}`,
      "quorum all-groups",
    ];
    const policy = parsePolicy(lines.join("\n"));
    expect(
      isQuorumMet(
        policy,
        numbers.map((i) => `w${i}`),
      ),
    ).toBe(true);
    expect(
      isQuorumMet(
        policy,
        numbers.slice(1).map((i) => `w${i}`),
      ),
    ).toBe(false);
  });

  const witness = `witness w ${keyOf(2, 4)}\nwitness v ${keyOf(3, 4)}\n`;
  it.each([
    ["no quorum", `log ${log}\n`],
    ["two quorums", "quorum none\nquorum none\n"],
    ["a quorum of two names", `${witness}quorum w v\n`],
    ["a quorum not yet defined", `quorum w\n${witness}`],
    ["an unknown keyword", `${witness}quorom w\n`],
    ["a log without a key", "log\nquorum none\n"],
    ["a witness without a key", "witness w\nquorum none\n"],
    ["a word too many", `log ${log} https://a/ x\nquorum none\n`],
    ["a log twice", `log ${log}\nlog ${log}\nquorum none\n`],
    [
      "one key under two names",
      `log ${log}\nlog ${formatVkey(makeVkey("other", 1, new Uint8Array(32).fill(1)))}\nquorum none\n`,
    ],
    ["a witness's key twice", `${witness}witness u ${keyOf(2, 4)}\nquorum none\n`],
    ["a log with a cosignature key", `log ${keyOf(2, 4)}\nquorum none\n`],
    ["a witness with a log's key", `witness w ${log}\nquorum none\n`],
    ["a name twice", `${witness}witness w ${keyOf(4, 4)}\nquorum none\n`],
    ["a group named as a witness", `${witness}group w any v\nquorum none\n`],
    ["a witness named none", `witness none ${keyOf(2, 4)}\nquorum none\n`],
    ["none as a member", `${witness}group g any none\nquorum g\n`],
    ["a member not yet defined", `${witness}group g any u\nquorum g\n`],
    ["a group that holds itself", `${witness}group g any g\nquorum g\n`],
    ["a member of two groups", `${witness}group g any w\ngroup h any w v\nquorum h\n`],
    ["a member twice", `${witness}group g any w w\nquorum g\n`],
    ["a group of nobody", `${witness}group g any\nquorum g\n`],
    ["a threshold of 0", `${witness}group g 0 w v\nquorum g\n`],
    ["a threshold above the members", `${witness}group g 3 w v\nquorum g\n`],
    ["a threshold with a leading zero", `${witness}group g 01 w v\nquorum g\n`],
    ["a carriage return", "quorum none\r\n"],
    ["a bad vkey", `log ${log}x\nquorum none\n`],
  ])("refuse %s", (_, text) => expect(() => parsePolicy(text)).toThrow(malformed));

  it("say which line is wrong", () => {
    expect(() => parsePolicy("# a\n\nquorum x\n")).toThrow(
      /policy line 3: expected a name defined before, got "x"/,
    );
  });
});
