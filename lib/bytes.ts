import { DomainError } from "./errors";

const encoder = new TextEncoder();
// ignoreBOM keeps a leading U+FEFF: dropping it would let two byte strings decode to one text.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const surrogate = /[\ud800-\udfff]/;
const loneSurrogate = /\p{Surrogate}/u;

/** Joins byte strings, in order, into a new one. */
export function concatBytes(...parts: Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Tells whether two byte strings are equal. Not constant-time: for public values only. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Orders byte strings bytewise, a prefix before what it begins: negative, 0 or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Writes bytes as lowercase hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += hexOfByte[byte];
  return text;
}

/**
 * Reads hexadecimal, either case.
 * @throws DomainError malformed on an odd length or any other character
 */
export function fromHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) {
    throw new DomainError("malformed", `hex: expected pairs of hexadecimal digits, got ${quote(text)}`);
  }
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

const standardAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const urlAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const standardValues = valuesOf(standardAlphabet);
const urlValues = valuesOf(urlAlphabet);

/** Writes base64 with padding (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  const text = encode64(bytes, standardAlphabet);
  return text + "=".repeat((4 - (text.length % 4)) % 4);
}

/**
 * Reads base64 with padding, exactly as `toBase64` writes it (RFC 4648 §4, §3.5).
 * @throws DomainError malformed on other characters, wrong padding or bits set beyond the last byte
 */
export function fromBase64(text: string): Uint8Array {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  if (text.length % 4 !== 0) throw notCanonical("base64", text);
  return decode64(text, text.length - padding, standardValues, "base64");
}

/** Writes base64url without padding (RFC 4648 §5). */
export function toBase64Url(bytes: Uint8Array): string {
  return encode64(bytes, urlAlphabet);
}

/**
 * Reads base64url without padding, exactly as `toBase64Url` writes it.
 * @throws DomainError malformed on other characters, padding or bits set beyond the last byte
 */
export function fromBase64Url(text: string): Uint8Array {
  return decode64(text, text.length, urlValues, "base64url");
}

/**
 * Encodes text as UTF-8.
 * @throws DomainError malformed on a lone surrogate, which has no UTF-8 form
 */
export function utf8(text: string): Uint8Array {
  if (!isWellFormed(text)) throw new DomainError("malformed", "text: expected Unicode, got a lone surrogate");
  return encoder.encode(text);
}

/**
 * Decodes UTF-8, keeping a byte-order mark.
 * @throws DomainError malformed on bytes that are not UTF-8
 */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new DomainError("malformed", "bytes: expected UTF-8, got an invalid sequence", { cause });
  }
}

/** Tells whether text holds no lone surrogate. */
export function isWellFormed(text: string): boolean {
  return !surrogate.test(text) || !loneSurrogate.test(text);
}

function encode64(bytes: Uint8Array, alphabet: string): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    for (bits += 8; bits >= 6; bits -= 6) text += alphabet[(held >> (bits - 6)) & 63];
  }
  return bits === 0 ? text : text + alphabet[(held << (6 - bits)) & 63];
}

function decode64(text: string, length: number, values: Int8Array, name: string): Uint8Array {
  if (length % 4 === 1) throw notCanonical(name, text);
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let bits = 0;
  let held = 0;
  let written = 0;
  for (let i = 0; i < length; i++) {
    const value = values[text.charCodeAt(i)] ?? -1;
    if (value < 0) throw notCanonical(name, text);
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[written++] = held >> bits;
    }
  }
  if ((held & ((1 << bits) - 1)) !== 0) throw notCanonical(name, text);
  return bytes;
}

function valuesOf(alphabet: string): Int8Array {
  const values = new Int8Array(128).fill(-1);
  for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i;
  return values;
}

function notCanonical(name: string, text: string): DomainError {
  return new DomainError("malformed", `${name}: expected canonical ${name}, got ${quote(text)}`);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
