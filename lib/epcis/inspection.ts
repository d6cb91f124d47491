import { DomainError } from "../errors";
import { isObject, type JsonArray, type JsonObject, type JsonValue } from "../json";

/** One thing wrong with a document. */
export interface Problem {
  /** Index in the event list; null outside it. */
  eventIndex: number | null;
  /** JSONPath of the member: `$.epcisBody.eventList[0].action`. */
  path: string;
  expected: string;
  /** What was found, as short JSON; "nothing" when it is missing. */
  got: string;
}

// The prefixes of the standard EPCIS 2.0 context, and schemes of names written in full.
const standardPrefixes = [
  "epcis",
  "cbv",
  "cbvmda",
  "gs1",
  "rdfs",
  "owl",
  "xsd",
  "dcterms",
  "http",
  "https",
  "urn",
];
const problemLimit = 50;

/** Where a value stands: put into words only when something is wrong there. */
export type Path = string | { readonly parent: Path; readonly key: string | number };

/** One pass over a document: what is wrong so far, and the context of the part being looked at. */
export class Inspection {
  readonly problems: Problem[] = [];
  eventIndex: number | null = null;
  private readonly prefixes = new Set<string>(standardPrefixes);
  private isOpen = false;

  /**
   * Tells the inspection which context holds.
   * @param entries all own context entries, the document's and the event's
   */
  enter(entries: JsonArray): void {
    this.prefixes.clear();
    for (const prefix of standardPrefixes) this.prefixes.add(prefix);
    // A context by reference cannot be read here, so whatever it may define is let through.
    this.isOpen = entries.some((entry) => typeof entry === "string");
    for (const entry of entries) {
      if (isObject(entry)) for (const term of Object.keys(entry)) this.prefixes.add(term);
    }
  }

  /** Tells whether the own context defines a term. */
  defines(term: string): boolean {
    return !standardPrefixes.includes(term) && this.prefixes.has(term);
  }

  /** Tells whether a name such as `example:member` has a prefix that the context declares. */
  hasDeclaredPrefix(name: string): boolean {
    return this.isOpen || this.prefixes.has(name.slice(0, name.indexOf(":")));
  }

  /** Notes that something is wrong; notes beyond the fiftieth are dropped. */
  add(path: Path, expected: string, got: JsonValue | undefined): void {
    if (this.problems.length >= problemLimit) return;
    this.problems.push({ eventIndex: this.eventIndex, path: inWords(path), expected, got: shown(got) });
  }

  /**
   * Ends the pass.
   * @throws DomainError malformed when anything was wrong: the first in words, all in `details`
   */
  end(): void {
    const first = this.problems[0];
    if (first === undefined) return;
    const details = this.problems.map((problem): JsonObject => ({ ...problem }));
    throw new DomainError("malformed", `${first.path}: expected ${first.expected}, got ${first.got}`, {
      path: first.path,
      details,
    });
  }
}

/** Gives the place of a member or element. */
export function at(parent: Path, key: string | number): Path {
  return { parent, key };
}

/** Writes a place as JSONPath. */
function inWords(path: Path): string {
  if (typeof path === "string") return path;
  const { key } = path;
  const parent = inWords(path.parent);
  if (typeof key === "number") return `${parent}[${key}]`;
  return /^[A-Za-z_@][\w@]*$/.test(key) ? `${parent}.${key}` : `${parent}[${JSON.stringify(key)}]`;
}

function shown(value: JsonValue | undefined): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
