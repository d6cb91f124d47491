/** Changes to an input that a parser may not have been written for. */
import { concatBytes, utf8 } from "@/lib/bytes";

export type Below = (n: number) => number;

const sizeMax = 16_384;
const bytes = [0, 1, 0x0a, 0x20, 0x7f, 0x80, 0xbf, 0xc0, 0xd2, 0xf4, 0xf6, 0xf7, 0xf8, 0xfb, 0xff];
const numbers = [
  "0",
  "1",
  "-1",
  "00",
  "255",
  "256",
  "65535",
  "65536",
  "4294967296",
  "9007199254740991",
  "9007199254740992",
  "18446744073709551615",
  "1e400",
  "0.1",
  "1E3",
];

/** Changes an input in one to four ways. */
export function mutate(
  input: Uint8Array,
  others: readonly Uint8Array[],
  words: readonly string[],
  below: Below,
): Uint8Array {
  let result = input;
  for (let n = 1 + below(4); n > 0; n--) {
    const change = changes[below(changes.length)];
    if (change !== undefined) result = change(result, { others, words, below });
  }
  return result.subarray(0, sizeMax);
}

interface Means {
  readonly others: readonly Uint8Array[];
  readonly words: readonly string[];
  readonly below: Below;
}

type Change = (input: Uint8Array, means: Means) => Uint8Array;

const flipBit: Change = (input, { below }) =>
  changed(input, below(input.length), (byte) => byte ^ (1 << below(8)));

const setByte: Change = (input, { below }) =>
  changed(input, below(input.length), () => bytes[below(bytes.length)] ?? below(256));

const countByte: Change = (input, { below }) =>
  changed(input, below(input.length), (byte) => byte + (below(2) === 0 ? 1 : 255));

/** The two or four bytes of a length, made a little, or very, wrong. */
const changeLength: Change = (input, { below }) => {
  const width = below(2) === 0 ? 2 : 4;
  if (input.length < width) return input;
  const copy = input.slice();
  const view = new DataView(copy.buffer);
  const at = below(copy.length - width + 1);
  const value = (width === 2 ? view.getUint16(at) : view.getUint32(at)) + (below(3) - 1) * (1 + below(4));
  if (width === 2) view.setUint16(at, below(4) === 0 ? 0xffff : value);
  else view.setUint32(at, below(4) === 0 ? 0xffffffff : value);
  return copy;
};

/** A run of digits becomes another number. */
const changeNumber: Change = (input, { below }) => {
  const text = Buffer.from(input).toString("latin1");
  const found = [...text.matchAll(/\d+/g)];
  const match = found[below(Math.max(1, found.length))];
  if (match === undefined) return input;
  const number = numbers[below(numbers.length)] ?? "0";
  return splice(input, match.index, match[0].length, utf8(number));
};

const remove: Change = (input, { below }) =>
  splice(input, below(input.length), 1 + below(below(2) === 0 ? 4 : 64), new Uint8Array());

const repeat: Change = (input, { below }) => {
  const from = below(input.length);
  const part = input.subarray(from, from + 1 + below(below(2) === 0 ? 4 : 200));
  return splice(input, below(input.length), 0, part);
};

const insertWord: Change = (input, { words, below }) =>
  splice(input, below(input.length + 1), below(3) === 0 ? 1 : 0, utf8(words[below(words.length)] ?? ""));

const cut: Change = (input, { below }) => input.subarray(0, below(input.length + 1));

/** The beginning of one and the end of another. */
const cross: Change = (input, { others, below }) => {
  const other = others[below(others.length)] ?? input;
  return concatBytes(input.subarray(0, below(input.length + 1)), other.subarray(below(other.length + 1)));
};

/** Two pieces change places. */
const swap: Change = (input, { below }) => {
  const [a, b, c] = [below(input.length), below(input.length), below(input.length)].sort((x, y) => x - y);
  return concatBytes(input.subarray(0, a), input.subarray(b, c), input.subarray(a, b), input.subarray(c));
};

const changes = [
  flipBit,
  setByte,
  countByte,
  changeLength,
  changeNumber,
  remove,
  repeat,
  insertWord,
  insertWord,
  cut,
  cross,
  swap,
];

function changed(input: Uint8Array, at: number, change: (byte: number) => number): Uint8Array {
  const copy = input.slice();
  if (at < copy.length) copy[at] = change(copy[at] ?? 0);
  return copy;
}

function splice(input: Uint8Array, at: number, removed: number, inserted: Uint8Array): Uint8Array {
  return concatBytes(input.subarray(0, at), inserted, input.subarray(at + removed));
}
