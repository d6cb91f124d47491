/** The parts of a canonical GS1 Digital Link that people say aloud. */
const keys: [RegExp, string][] = [
  [/\/21\/([^/]+)$/, "21"],
  [/\/10\/([^/]+)$/, "10"],
  [/\/00\/(\d{18})$/, "00"],
  [/\/254\/([^/]+)$/, "254"],
  [/\/414\/(\d{13})$/, "414"],
  [/\/417\/(\d{13})$/, "417"],
  [/\/01\/(\d{14})$/, "01"],
];

/** Shortens an identifier to its finest key, as on a label: `(10) S261119`; any other URI stays as it is. */
export function identifierWords(id: string): string {
  if (!id.startsWith("https://id.gs1.org/")) return id;
  for (const [pattern, ai] of keys) {
    const value = pattern.exec(id)?.[1];
    if (value !== undefined) return `(${ai}) ${decodeURIComponent(value)}`;
  }
  return id;
}

/** The path of an identifier on this site: what its QR code leads to; null when it has no page. */
export function publicPath(id: string): string | null {
  return /^https:\/\/id\.gs1\.org\/(01|00|414)\//.test(id) ? id.slice("https://id.gs1.org".length) : null;
}
