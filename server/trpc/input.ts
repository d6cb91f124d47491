/** Small parsers for procedure inputs: `unknown` in, typed out, or `path: expected X, got Y`. */
import { DomainError } from "@/lib/errors";

/** An input that is an object; members are read one by one. */
export type InputObject = Record<string, unknown>;

/** Reads the input as an object. @throws DomainError malformed */
export function objectInput(input: unknown): InputObject {
  if (typeof input === "object" && input !== null && !Array.isArray(input)) return input as InputObject;
  throw refusal("$", "an object", input);
}

/** Reads a text of 1 to `lengthMax` UTF-16 units. @throws DomainError malformed */
export function textInput(input: InputObject, name: string, lengthMax = 2_000): string {
  const value = input[name];
  if (typeof value === "string" && value.length > 0 && value.length <= lengthMax) return value;
  throw refusal(`$.${name}`, `a text of 1 to ${lengthMax} characters`, value);
}

/** Reads a text that may be absent; an empty one counts as absent. @throws DomainError malformed */
export function optionalTextInput(input: InputObject, name: string, lengthMax = 2_000): string | undefined {
  const value = input[name];
  if (value === undefined || value === null || value === "") return undefined;
  return textInput(input, name, lengthMax);
}

/** Reads a whole number in a range, or `fallback` when absent. @throws DomainError malformed */
export function integerInput(
  input: InputObject,
  name: string,
  range: { minimum: number; maximum: number; fallback?: number },
): number {
  const value = input[name] ?? range.fallback;
  const isWithin = typeof value === "number" && value >= range.minimum && value <= range.maximum;
  if (isWithin && Number.isSafeInteger(value)) return value;
  throw refusal(`$.${name}`, `an integer from ${range.minimum} to ${range.maximum}`, value);
}

/** Reads one of several words, or nothing when absent. @throws DomainError malformed */
export function optionalChoiceInput<T extends string>(
  input: InputObject,
  name: string,
  choices: readonly T[],
): T | undefined {
  const value = input[name];
  if (value === undefined || value === null || value === "") return undefined;
  const choice = choices.find((c) => c === value);
  if (choice !== undefined) return choice;
  throw refusal(`$.${name}`, `one of ${choices.join(", ")}`, value);
}

/** Drops members that are undefined, as `exactOptionalPropertyTypes` wants it. */
export function present<T extends object>(value: T): Present<T> {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as Present<T>;
}

type MayBeAbsent<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T];

/** T with its undefined members optional instead. */
export type Present<T> = Omit<T, MayBeAbsent<T>> & { [K in MayBeAbsent<T>]?: Exclude<T[K], undefined> };

function refusal(path: string, expected: string, got: unknown): DomainError {
  const text = JSON.stringify(got) ?? "nothing";
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return new DomainError("malformed", `${path}: expected ${expected}, got ${shown}`, { path });
}
