import { compareBytes, concatBytes, fromUtf8, utf8 } from "./bytes";
import { DomainError } from "./errors";

/**
 * A CBOR value of the profile this project speaks: integers, byte and text strings, arrays, maps, tags, booleans and
 * null. Floating-point numbers and other simple values are refused: no format of ours carries them, and each would be
 * a second way to write a number.
 */
export type CborValue =
  | number
  | bigint
  | string
  | boolean
  | null
  | Uint8Array
  | CborValue[]
  | CborMap
  | CborTag;

/** A CBOR map. Order is of no account: it is written sorted, and read sorted. */
export interface CborMap extends Map<CborValue, CborValue> {}

/** A tagged CBOR value (RFC 8949 §3.4). */
export class CborTag {
  readonly tag: number;
  readonly value: CborValue;

  constructor(tag: number, value: CborValue) {
    this.tag = tag;
    this.value = value;
  }
}

const depthMax = 16;
const uint64Max = 0xffff_ffff_ffff_ffffn;

/**
 * Writes a value in the one deterministic encoding (RFC 8949 §4.2.1): shortest lengths, map keys in bytewise order.
 * @throws DomainError malformed on a number that is not a safe integer, a bigint beyond 64 bits, duplicate map keys,
 * a lone surrogate, or nesting deeper than 16
 */
export function encodeCbor(value: CborValue): Uint8Array {
  const parts: Uint8Array[] = [];
  write(value, parts, 0);
  return concatBytes(...parts);
}

/**
 * Reads exactly one value and refuses whatever `encodeCbor` would not have written. Byte strings are copies. Integers
 * beyond ±(2^53 − 1) become bigint, all others number.
 * @throws DomainError malformed on lengths that are not shortest, indefinite lengths, map keys unsorted or twice,
 * floating-point numbers, other simple values, invalid UTF-8, trailing bytes, truncation, nesting deeper than 16
 */
export function decodeCbor(bytes: Uint8Array): CborValue {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  if (reader.offset !== bytes.length) {
    throw malformed(reader.offset, "the end", `${bytes.length - reader.offset} trailing bytes`);
  }
  return value;
}

function write(value: CborValue, parts: Uint8Array[], depth: number): void {
  if (depth > depthMax)
    throw new DomainError("malformed", `cbor: expected at most ${depthMax} levels, got more`);
  if (typeof value === "number" || typeof value === "bigint") {
    parts.push(integer(value));
  } else if (typeof value === "string") {
    const text = utf8(value);
    parts.push(head(3, text.length), text);
  } else if (typeof value === "boolean") {
    parts.push(Uint8Array.of(value ? 0xf5 : 0xf4));
  } else if (value === null) {
    parts.push(Uint8Array.of(0xf6));
  } else if (value instanceof Uint8Array) {
    parts.push(head(2, value.length), value);
  } else if (Array.isArray(value)) {
    parts.push(head(4, value.length));
    for (const element of value) write(element, parts, depth + 1);
  } else if (value instanceof CborTag) {
    parts.push(head(6, value.tag));
    write(value.value, parts, depth + 1);
  } else {
    writeMap(value, parts, depth);
  }
}

function writeMap(map: CborMap, parts: Uint8Array[], depth: number): void {
  const members = [...map].map(([key, value]) => {
    const keyParts: Uint8Array[] = [];
    write(key, keyParts, depth + 1);
    return { key: concatBytes(...keyParts), value };
  });
  members.sort((a, b) => compareBytes(a.key, b.key));
  parts.push(head(5, members.length));
  let previous: Uint8Array | undefined;
  for (const { key, value } of members) {
    if (previous !== undefined && compareBytes(previous, key) === 0) {
      throw new DomainError("malformed", "cbor: expected distinct map keys, got one twice");
    }
    previous = key;
    parts.push(key);
    write(value, parts, depth + 1);
  }
}

function integer(value: number | bigint): Uint8Array {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new DomainError("malformed", `cbor: expected an integer, got ${value}`);
  }
  return value >= 0 ? head(0, value) : head(1, typeof value === "bigint" ? -1n - value : -1 - value);
}

/** Writes major type and argument, in the shortest of the five forms (RFC 8949 §3). */
function head(major: number, argument: number | bigint): Uint8Array {
  const initial = major << 5;
  if (argument < 24) return Uint8Array.of(initial | Number(argument));
  if (argument < 0x100) return Uint8Array.of(initial | 24, Number(argument));
  if (argument < 0x10000) return Uint8Array.of(initial | 25, Number(argument) >> 8, Number(argument) & 0xff);
  const long = argument >= 0x1_0000_0000;
  const bytes = new Uint8Array(long ? 9 : 5);
  bytes[0] = initial | (long ? 27 : 26);
  const view = new DataView(bytes.buffer);
  if (!long) {
    view.setUint32(1, Number(argument));
    return bytes;
  }
  if (BigInt(argument) > uint64Max) {
    throw new DomainError("malformed", `cbor: expected at most 64 bits, got ${argument}`);
  }
  view.setBigUint64(1, BigInt(argument));
  return bytes;
}

class Reader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  offset = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  value(depth: number): CborValue {
    const start = this.offset;
    if (depth > depthMax) throw malformed(start, `at most ${depthMax} levels`, "more");
    this.need(1);
    const initial = this.bytes[this.offset++] ?? 0;
    if (initial >= 0xe0) return simple(initial, start);
    const argument = this.argument(initial & 0x1f, start);
    const major = initial >> 5;
    if (major === 0) return argument;
    if (major === 1) return typeof argument === "bigint" ? -1n - argument : negative(argument);
    if (typeof argument === "bigint") throw malformed(start, "a length within the input", String(argument));
    if (major === 2) return new Uint8Array(this.take(argument));
    if (major === 3) return fromUtf8(this.take(argument));
    if (major === 4) return this.array(argument, depth);
    if (major === 5) return this.map(argument, depth);
    return new CborTag(argument, this.value(depth + 1));
  }

  private argument(info: number, start: number): number | bigint {
    if (info < 24) return info;
    if (info > 27) throw malformed(start, "a definite length", `additional information ${info}`);
    const width = 1 << (info - 24);
    this.need(width);
    const value = this.unsigned(width);
    this.offset += width;
    const least = [24, 0x100, 0x10000, 0x1_0000_0000][info - 24] ?? 0;
    if (value < least) throw malformed(start, `${value} in its shortest form`, `${width + 1} bytes`);
    return value;
  }

  private unsigned(width: number): number | bigint {
    if (width === 1) return this.view.getUint8(this.offset);
    if (width === 2) return this.view.getUint16(this.offset);
    if (width === 4) return this.view.getUint32(this.offset);
    const value = this.view.getBigUint64(this.offset);
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
  }

  private array(length: number, depth: number): CborValue[] {
    // Each element takes a byte at least, so a length beyond the input is refused before anything is allocated.
    this.need(length);
    const values: CborValue[] = [];
    for (let i = 0; i < length; i++) values.push(this.value(depth + 1));
    return values;
  }

  private map(length: number, depth: number): CborMap {
    this.need(length * 2);
    const map: CborMap = new Map();
    let previous: Uint8Array | undefined;
    for (let i = 0; i < length; i++) {
      const start = this.offset;
      const key = this.value(depth + 1);
      const encoded = this.bytes.subarray(start, this.offset);
      if (previous !== undefined && compareBytes(previous, encoded) >= 0) {
        throw malformed(start, "map keys in ascending order, each once", "another order");
      }
      previous = encoded;
      map.set(key, this.value(depth + 1));
    }
    return map;
  }

  private take(length: number): Uint8Array {
    this.need(length);
    const taken = this.bytes.subarray(this.offset, this.offset + length);
    this.offset += length;
    return taken;
  }

  private need(length: number): void {
    const left = this.bytes.length - this.offset;
    if (length > left) throw malformed(this.offset, `${length} more bytes`, String(left));
  }
}

/** −1 − argument; the lowest safe argument already gives a number beyond the safe integers. */
function negative(argument: number): number | bigint {
  return argument === Number.MAX_SAFE_INTEGER ? -1n - BigInt(argument) : -1 - argument;
}

function simple(initial: number, offset: number): boolean | null {
  if (initial === 0xf4) return false;
  if (initial === 0xf5) return true;
  if (initial === 0xf6) return null;
  throw malformed(offset, "true, false or null", `initial byte 0x${initial.toString(16)}`);
}

function malformed(offset: number, expected: string, got: string): DomainError {
  return new DomainError("malformed", `cbor byte ${offset}: expected ${expected}, got ${got}`);
}
