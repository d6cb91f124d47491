/** What a parser promises, whatever it is given: its own kind of error, or a value that is written as it was read. */
import { compareBytes, equalBytes, fromUtf8, utf8 } from "@/lib/bytes";

/** A parser before the fuzzer. */
export interface Target {
  readonly name: string;
  /** Strings that mean something to it: mutations put them in. */
  readonly words: readonly string[];
  /** Valid inputs. */
  readonly seeds: readonly Uint8Array[];
  /** Parses; throws the module's error, or a Finding. */
  readonly run: (input: Uint8Array) => void;
}

/** Something a parser must not do. */
export class Finding extends Error {}

const codes = [
  "malformed",
  "unsupported",
  "too_large",
  "not_found",
  "conflict",
  "forbidden",
  "verification",
  "damage",
];

/** Gives one input to a parser; returns what is wrong with what it did, or null. */
export function wrongOf(target: Target, input: Uint8Array): string | null {
  try {
    target.run(input);
    return null;
  } catch (error) {
    if (error instanceof Finding) return error.message;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (codes.includes(code)) return null;
    return error instanceof Error ? `${error.name}: ${error.message.slice(0, 200)}` : String(error);
  }
}

/** A form with one spelling: what is accepted is written back byte for byte. */
export function exact<T>(parse: (input: Uint8Array) => T, format: (value: T) => Uint8Array): Target["run"] {
  return (input) => {
    const written = format(parse(input));
    if (!equalBytes(written, input)) throw new Finding(`accepted, and written otherwise: ${quoted(written)}`);
  };
}

/** A form with several spellings: what it is written as is read as the same, and written the same. */
export function stable<T>(parse: (input: Uint8Array) => T, format: (value: T) => Uint8Array): Target["run"] {
  return (input) => {
    const once = format(parse(input));
    let twice: Uint8Array;
    try {
      twice = format(parse(once));
    } catch (error) {
      throw new Finding(`accepted, and refused as written again: ${quoted(once)}: ${error}`);
    }
    if (compareBytes(once, twice) !== 0)
      throw new Finding(`written otherwise the second time: ${quoted(once)}`);
  };
}

/** Reads bytes as text, as a door does. */
export function textOf(input: Uint8Array): string {
  try {
    return fromUtf8(input);
  } catch (cause) {
    throw Object.assign(new Error("not UTF-8", { cause }), { code: "malformed" });
  }
}

/** `exact` of a form of text. */
export function exactText<T>(parse: (text: string) => T, format: (value: T) => string): Target["run"] {
  return exact(
    (input) => parse(textOf(input)),
    (value) => utf8(format(value)),
  );
}

/** `stable` of a form of text. */
export function stableText<T>(parse: (text: string) => T, format: (value: T) => string): Target["run"] {
  return stable(
    (input) => parse(textOf(input)),
    (value) => utf8(format(value)),
  );
}

function quoted(bytes: Uint8Array): string {
  return JSON.stringify(Buffer.from(bytes.subarray(0, 120)).toString("latin1"));
}
