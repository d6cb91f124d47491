// RFC 3986 §3, with a path that is not empty unless an authority comes before it.
const character = "(?:[a-z0-9\\-._~!$&'()*+,;=:@]|%[0-9a-f]{2})";
const userinfo = "(?:(?:[a-z0-9\\-._~!$&'()*+,;=:]|%[0-9a-f]{2})*@)?";
const host = "(?:\\[[0-9a-f:.]+\\]|(?:[a-z0-9\\-._~!$&'()*+,;=]|%[0-9a-f]{2})*)";
const rest = `(?:/${character}*)*`;
const pattern = new RegExp(
  `^[a-z][a-z0-9+\\-.]*:(?://${userinfo}${host}(?::[0-9]*)?${rest}|/(?:${character}+${rest})?|${character}+${rest})` +
    `(?:\\?(?:${character}|[/?])*)?(?:#(?:${character}|[/?])*)?$`,
  "i",
);

// Most of them are of these two kinds, told several times faster.
const plain = /^(?:https:\/\/[A-Za-z0-9.\-_~]*(?:\/[A-Za-z0-9\-._~/]*)?|urn:[A-Za-z0-9\-._~:]+)$/;

/** Tells whether text is an absolute URI (RFC 3986 §3), a CURIE such as `example:name` included. */
export function isUri(text: string): boolean {
  return plain.test(text) || pattern.test(text);
}
