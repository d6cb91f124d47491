/** Inputs of a megabyte made to find a parser that takes more than linear time. */
import { concatBytes, utf8 } from "@/lib/bytes";
import type { Target } from "./target";

const size = 1 << 20;
const units = [
  "[",
  "{",
  '"',
  "\\",
  "0",
  "a",
  " ",
  "\n",
  "/",
  "%",
  "%41",
  "=",
  "&",
  ".",
  "-",
  "+",
  "— x ",
  "#",
  "\t",
  "x000/",
  "[0,",
  '{"a":',
  ",",
  "\u00e9",
];

/** Repeats of single strings, each alone, and after the beginning of a valid input and before its end. */
export function* largeInputs({ seeds, words }: Target): Generator<{ title: string; bytes: Uint8Array }> {
  const [seed = new Uint8Array()] = seeds;
  const middle = seed.length >> 1;
  const [head, tail] = [seed.subarray(0, middle), seed.subarray(middle)];
  for (const unit of new Set([...units, ...words].filter((one) => one !== ""))) {
    const part = utf8(unit.repeat(Math.ceil(size / utf8(unit).length)));
    yield { title: JSON.stringify(unit), bytes: part };
    yield { title: `${JSON.stringify(unit)} in the middle of a seed`, bytes: concatBytes(head, part, tail) };
  }
  for (const [title, one] of [
    ["a seed", seed],
    ["the end of a seed", tail],
  ] as const) {
    if (one.length > 0)
      yield { title: `${title} again and again`, bytes: new Uint8Array(Buffer.alloc(size, one)) };
  }
}
