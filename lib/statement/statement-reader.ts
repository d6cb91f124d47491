/**
 * Reads many statements, several times as fast as one by one: those of one signer and type have all bytes in common
 * but for the time, the counter, the root they sign and the signature. What is in common is decoded once, strictly,
 * and afterwards compared; whatever does not compare is decoded strictly itself, so the verdicts are `decodeStatement`'s.
 */
import type { StatementHeader } from "./header";
import { decodeStatement, type Statement } from "./statement";

/** After the protected header: an empty map, a payload of 32 bytes, a signature of 64. */
const tailBytes = 1 + 2 + 32 + 2 + 64;
const timeBytes = 5;
/** Where a statement's kid is under way, whichever length its protected header has. */
const kidOffset = 12;
const templatesMax = 4096;

interface Template {
  /** Bytes of the whole statement. */
  readonly length: number;
  /** Up to the time of issue. */
  readonly before: Uint8Array;
  /** From behind the time of issue up to the counter. */
  readonly between: Uint8Array;
  /** Where the protected header begins. */
  readonly headerStart: number;
  readonly header: StatementHeader;
}

export class StatementReader {
  readonly #templates = new Map<number, Template[]>();
  #count = 0;

  /**
   * Decodes a statement; its byte strings are views of `bytes`.
   * @throws DomainError as `decodeStatement`
   */
  read(bytes: Uint8Array): Statement {
    const key = keyOf(bytes);
    for (const template of this.#templates.get(key) ?? []) {
      const statement = readBy(template, bytes);
      if (statement !== null) return statement;
    }
    const statement = decodeStatement(bytes);
    this.#learn(key, bytes, statement);
    return statement;
  }

  #learn(key: number, bytes: Uint8Array, statement: Statement): void {
    const template = templateOf(bytes, statement);
    if (template === null) return;
    if (this.#count >= templatesMax) {
      this.#templates.clear();
      this.#count = 0;
    }
    this.#templates.set(key, [...(this.#templates.get(key) ?? []), template]);
    this.#count++;
  }
}

/** Four bytes of the kid, and the length: tells nearly all templates apart. */
function keyOf(bytes: Uint8Array): number {
  return uint32At(bytes, kidOffset) * 65_536 + (bytes.length & 0xffff);
}

/** Cuts a decoded statement where the next of its kind may differ; null when it is not of the common shape. */
function templateOf(bytes: Uint8Array, { header, protectedBytes, payload }: Statement): Template | null {
  const seqBytes = seqLength(header.seq);
  const headerEnd = bytes.length - tailBytes;
  const headerStart = headerEnd - protectedBytes.length;
  const typAt = protectedBytes.length - seqBytes - 5 - textLength(header.typ) - 1;
  const timeAt = headerStart + typAt - timeBytes;
  if (payload.length !== 32 || bytes[timeAt] !== 0x1a || uint32At(bytes, timeAt + 1) !== header.iat)
    return null;
  const template = {
    length: bytes.length,
    before: bytes.slice(0, timeAt),
    between: bytes.slice(timeAt + timeBytes, headerEnd - seqBytes),
    headerStart,
    header,
  };
  return readBy(template, bytes) === null ? null : template;
}

function readBy(template: Template, bytes: Uint8Array): Statement | null {
  const { before, between, headerStart, header } = template;
  if (bytes.length !== template.length || !begins(bytes, 0, before)) return null;
  const seqAt = before.length + timeBytes + between.length;
  if (bytes[before.length] !== 0x1a || !begins(bytes, before.length + timeBytes, between)) return null;
  const iat = uint32At(bytes, before.length + 1);
  const headerEnd = bytes.length - tailBytes;
  const seq = seqAt < headerEnd ? readSeq(bytes, seqAt, headerEnd) : -1;
  const isTail =
    bytes[headerEnd] === 0xa0 &&
    bytes[headerEnd + 1] === 0x58 &&
    bytes[headerEnd + 2] === 0x20 &&
    bytes[headerEnd + 35] === 0x58 &&
    bytes[headerEnd + 36] === 0x40;
  // Below 65,536 a time has a shorter form, which alone is valid.
  if (seq < 0 || !isTail || iat < 65_536) return null;
  return {
    header: { ...header, iat, seq },
    protectedBytes: bytes.subarray(headerStart, headerEnd),
    payload: bytes.subarray(headerEnd + 3, headerEnd + 35),
    signature: bytes.subarray(headerEnd + 37),
  };
}

/** Reads a CBOR unsigned integer below 2³² that fills `from`–`to` exactly; −1 when it is not in its shortest form. */
function readSeq(bytes: Uint8Array, from: number, to: number): number {
  const initial = bytes[from] ?? 0xff;
  const length = to - from;
  if (length === 1) return initial < 24 ? initial : -1;
  const [form, least] = length === 2 ? [0x18, 24] : length === 3 ? [0x19, 256] : [0x1a, 65_536];
  if (initial !== form || (length > 3 && length !== 5)) return -1;
  let value = 0;
  for (let i = from + 1; i < to; i++) value = value * 256 + (bytes[i] ?? 0);
  return value >= least ? value : -1;
}

function seqLength(seq: number): number {
  if (seq < 24) return 1;
  if (seq < 256) return 2;
  if (seq < 65_536) return 3;
  return seq < 2 ** 32 ? 5 : 9;
}

/** Bytes of a type's name in CBOR: ASCII, longer than 23 characters. */
function textLength(typ: string): number {
  return 2 + typ.length;
}

function begins(bytes: Uint8Array, at: number, expected: Uint8Array): boolean {
  if (at + expected.length > bytes.length) return false;
  for (let i = 0; i < expected.length; i++) if (bytes[at + i] !== expected[i]) return false;
  return true;
}

function uint32At(bytes: Uint8Array, at: number): number {
  const high = (bytes[at] ?? 0) * 0x1000000;
  return high + (((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
}
