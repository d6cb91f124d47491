/** The parts that validation rules are made of. A check notes what is wrong and goes on. */
import { canonicalize } from "../jcs";
import { isObject, type JsonObject, type JsonValue } from "../json";
import { at, type Inspection, type Path } from "./inspection";
import { instantOf } from "./time";
import { isUri } from "./uri";
import { bareWord, type VocabularyName, vocabularies } from "./vocabulary";

/** Looks at one value and notes what is wrong with it. */
export type Check = (value: JsonValue, path: Path, inspection: Inspection) => void;

/** Looks at an object as a whole, after its members. */
export type Rule = (object: JsonObject, path: Path, inspection: Inspection) => void;

/** Makes a check of a string. */
export function text(expected: string, holds: (value: string) => boolean): Check {
  return (value, path, inspection) => {
    if (typeof value !== "string" || !holds(value)) inspection.add(path, expected, value);
  };
}

/** Any value. */
export const anything: Check = () => {};
/** A string. */
export const anyText = text("text", () => true);
/** A URI. */
export const uri = text("a URI", isUri);
/** A date and time with offset. */
export const time = text(
  "a date and time with offset such as 2026-05-31T08:00:00+08:00",
  (value) => instantOf(value) !== null,
);
/** A number. */
export const number: Check = (value, path, inspection) => {
  if (typeof value !== "number") inspection.add(path, "a number", value);
};
/** True or false. */
export const boolean: Check = (value, path, inspection) => {
  if (typeof value !== "boolean") inspection.add(path, "true or false", value);
};

/** Makes a check of a string that is one of a few. */
export function oneOf(...words: string[]): Check {
  const known = new Set(words);
  return text(`one of ${words.join(", ")}`, (value) => known.has(value));
}

/**
 * Makes a check of a vocabulary value: a standard bare word, a URI that is not an older spelling of one, or a bare word that the
 * own context defines.
 * @param extra words that are let through besides
 */
export function vocabularyValue(name: VocabularyName, label: string, extra: readonly string[] = []): Check {
  const { words } = vocabularies[name];
  const isWebVocabulary = vocabularies[name].web.startsWith("https://gs1.org/voc/");
  const outdated = isWebVocabulary
    ? /^https?:\/\/(?:www\.)?gs1\.org\/voc\//
    : /^(?:urn:epcglobal:cbv|https?:\/\/ns\.gs1\.org\/cbv\/)/;
  const known = new Set([...words, ...extra]);
  return (value, path, inspection) => {
    if (typeof value === "string") {
      if (known.has(value) || (isUri(value) && !outdated.test(value)) || inspection.defines(value)) return;
    }
    const word = typeof value === "string" ? bareWord(name, value) : value;
    const expected =
      word === value ? `a standard word for ${label} or a URI of one's own` : `the bare word "${word}"`;
    inspection.add(path, expected, value);
  };
}

/** Makes a check of an array. */
export function list(element: Check, options: { minimum?: number; isUnique?: boolean } = {}): Check {
  return (value, path, inspection) => {
    if (!Array.isArray(value)) {
      inspection.add(path, "an array", value);
      return;
    }
    if (value.length < (options.minimum ?? 0)) {
      inspection.add(path, `at least ${options.minimum} element`, value);
    }
    if (options.isUnique === true) noteRepetition(value, path, inspection);
    for (let index = 0; index < value.length; index++) {
      element(value[index] as JsonValue, at(path, index), inspection);
    }
  };
}

function noteRepetition(values: JsonValue[], path: Path, inspection: Inspection): void {
  const seen = new Set<string>();
  values.forEach((value, index) => {
    const key = typeof value === "string" ? `"${value}` : canonicalize(value);
    if (seen.has(key)) inspection.add(at(path, index), "each value once", value);
    seen.add(key);
  });
}

/** What an object may hold. */
export interface Shape {
  /** What it is called in messages. */
  name: string;
  members: Record<string, Check>;
  required?: string[];
  /** Which other members it may have: none, those with a declared prefix, or any. */
  others: "none" | "extensions" | "any";
  rules?: Rule[];
}

/** Makes a check of an object. */
export function object(shape: Shape): Check {
  const members = new Map(Object.entries(shape.members));
  return (value, path, inspection) => {
    if (!isObject(value)) {
      inspection.add(path, shape.name, value);
      return;
    }
    noteMissing(shape, value, path, inspection);
    for (const name of Object.keys(value)) {
      const check = members.get(name);
      if (check !== undefined) check(value[name] as JsonValue, at(path, name), inspection);
      else if (shape.others !== "any") noteOther(shape, name, path, inspection);
    }
    for (const rule of shape.rules ?? []) rule(value, path, inspection);
  };
}

function noteMissing(shape: Shape, value: JsonObject, path: Path, inspection: Inspection): void {
  for (const name of shape.required ?? []) {
    if (!Object.hasOwn(value, name)) inspection.add(at(path, name), `${name} in ${shape.name}`, undefined);
  }
}

function noteOther(shape: Shape, name: string, path: Path, inspection: Inspection): void {
  const where = at(path, name);
  if (shape.others === "none") {
    inspection.add(where, `no such member in ${shape.name}`, name);
  } else if (!isUri(name)) {
    inspection.add(where, `a member of ${shape.name} or an extension with a prefix`, name);
  } else if (!inspection.hasDeclaredPrefix(name)) {
    inspection.add(where, "an extension whose prefix @context declares", name);
  }
}

/** Makes a check that passes when a value is of the first kind it looks like: an array by the one, all else by the other. */
export function listOr(forList: Check, otherwise: Check): Check {
  return (value, path, inspection) => (Array.isArray(value) ? forList : otherwise)(value, path, inspection);
}
