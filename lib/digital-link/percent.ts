/** Percent-encodes all but RFC 3986 unreserved characters, in upper case, over UTF-8: the form of canonical links. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Decodes percent-encoded octets one by one, each to the character of that code, and leaves a stray % as it is:
 * the values of application identifiers are ASCII, and whatever is not fails their character set afterwards.
 */
export function percentDecode(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
