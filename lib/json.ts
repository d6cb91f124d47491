import { isWellFormed } from "./bytes";
import { DomainError } from "./errors";
import { isExactNumber } from "./json-number";

/** A JSON value as this project holds it: numbers are doubles, members are own properties. */
export type JsonValue = null | boolean | number | string | JsonArray | JsonObject;

/** A JSON array. */
export type JsonArray = JsonValue[];

/** A JSON object. */
export interface JsonObject {
  [member: string]: JsonValue;
}

/** Tells whether a value is a JSON object: not null, not an array. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads JSON (RFC 8259) so that nothing is lost unseen. −0 is read as 0, its only form in RFC 8785.
 * @param options.maxDepth the deepest nesting of arrays and objects allowed; 64 when not given
 * @throws DomainError malformed, its `path` an RFC 6901 pointer and its message naming the position (in UTF-16 code
 * units), on bad syntax, a member twice, a lone surrogate, or a number that a double would change
 */
export function parseJson(text: string, options: { maxDepth?: number } = {}): JsonValue {
  const parser = new Parser(text, options.maxDepth ?? 64);
  return parser.document();
}

const numberLiteral = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// Anything but the characters that stand for themselves in a string.
const needsCare = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;
const quote = 0x22;
const backslash = 0x5c;

class Parser {
  private readonly text: string;
  private readonly maxDepth: number;
  private position = 0;
  /** Member names and indexes from the root to the value at hand. */
  private readonly segments: (string | number)[] = [];

  constructor(text: string, maxDepth: number) {
    this.text = text;
    this.maxDepth = maxDepth;
  }

  document(): JsonValue {
    const value = this.value();
    if (this.next() !== "") throw this.unexpected("the end");
    return value;
  }

  private value(): JsonValue {
    switch (this.next()) {
      case "{":
        return this.object();
      case "[":
        return this.array();
      case '"':
        return this.string();
      case "t":
        return this.word("true", true);
      case "f":
        return this.word("false", false);
      case "n":
        return this.word("null", null);
      default:
        return this.number();
    }
  }

  private object(): JsonObject {
    const members: JsonObject = {};
    this.open();
    if (this.accept("}")) return members;
    do {
      if (this.next() !== '"') throw this.unexpected("a member name");
      const name = this.string();
      this.segments.push(name);
      if (Object.hasOwn(members, name)) throw this.refuse("expected each member once, got it twice");
      if (!this.accept(":")) throw this.unexpected('":"');
      setMember(members, name, this.value());
      this.segments.pop();
    } while (this.accept(","));
    if (!this.accept("}")) throw this.unexpected('"," or "}"');
    return members;
  }

  private array(): JsonArray {
    const values: JsonArray = [];
    this.open();
    if (this.accept("]")) return values;
    do {
      this.segments.push(values.length);
      values.push(this.value());
      this.segments.pop();
    } while (this.accept(","));
    if (!this.accept("]")) throw this.unexpected('"," or "]"');
    return values;
  }

  private string(): string {
    const start = this.position + 1;
    const end = this.text.indexOf('"', start);
    const content = this.text.slice(start, end);
    if (end < 0 || needsCare.test(content)) return this.carefulString();
    this.position = end + 1;
    return content;
  }

  /** Reads a string that has escapes, surrogates or faults: the platform's parser judges the escapes. */
  private carefulString(): string {
    let end = this.position + 1;
    while (end < this.text.length && this.text.charCodeAt(end) !== quote) {
      end += this.text.charCodeAt(end) === backslash ? 2 : 1;
    }
    const content = parseLiteral(this.text.slice(this.position, end + 1));
    if (content === undefined)
      throw this.refuse("expected a string, got a bad escape, a control character or no end");
    if (!isWellFormed(content)) throw this.refuse("expected Unicode, got a lone surrogate");
    this.position = end + 1;
    return content;
  }

  private number(): number {
    numberLiteral.lastIndex = this.position;
    const literal = numberLiteral.exec(this.text)?.[0];
    if (literal === undefined) throw this.unexpected("a value");
    const value = Number(literal);
    if (!isExactNumber(literal, value)) {
      throw this.refuse(`expected a number that a double keeps, got ${shorten(literal)}`);
    }
    this.position += literal.length;
    return value === 0 ? 0 : value;
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.position)) throw this.unexpected("a value");
    this.position += word.length;
    return value;
  }

  /** Steps over the opening bracket at hand. Two arrays or objects on one path each hold a segment, so depth = segments + 1. */
  private open(): void {
    if (this.segments.length >= this.maxDepth)
      throw this.refuse(`expected at most ${this.maxDepth} levels, got more`);
    this.position++;
  }

  private accept(character: string): boolean {
    if (this.next() !== character) return false;
    this.position++;
    return true;
  }

  /** Steps over white space and returns the character there, "" at the end. */
  private next(): string {
    for (;;) {
      const character = this.text[this.position];
      if (character !== " " && character !== "\n" && character !== "\t" && character !== "\r")
        return character ?? "";
      this.position++;
    }
  }

  private unexpected(expected: string): DomainError {
    const got = this.text.slice(this.position, this.position + 12);
    return this.refuse(`expected ${expected}, got ${got === "" ? "the end" : shorten(JSON.stringify(got))}`);
  }

  private refuse(problem: string): DomainError {
    const path = this.segments.map((segment) => `/${pointerToken(segment)}`).join("");
    return new DomainError(
      "malformed",
      `${path === "" ? "$" : shorten(path)} at position ${this.position}: ${problem}`,
      {
        path,
      },
    );
  }
}

function setMember(members: JsonObject, name: string, value: JsonValue): void {
  if (name !== "__proto__") {
    members[name] = value;
    return;
  }
  // Plain assignment would set the prototype instead of a member.
  Object.defineProperty(members, name, { value, writable: true, enumerable: true, configurable: true });
}

function parseLiteral(literal: string): string | undefined {
  try {
    return String(JSON.parse(literal));
  } catch {
    return undefined;
  }
}

function pointerToken(segment: string | number): string {
  return String(segment).replaceAll("~", "~0").replaceAll("/", "~1");
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
