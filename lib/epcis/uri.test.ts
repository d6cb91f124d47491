import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isUri } from "./uri";

// RFC 3986 appendix A, in one expression.
const character = "(?:[a-z0-9\\-._~!$&'()*+,;=:@]|%[0-9a-f]{2})";
const authority =
  "(?:(?:[a-z0-9\\-._~!$&'()*+,;=:]|%[0-9a-f]{2})*@)?(?:[a-z0-9\\-._~!$&'()*+,;=]|%[0-9a-f]{2})*(?::[0-9]*)?";
const model = new RegExp(
  `^[a-z][a-z0-9+.-]*:(?://${authority}(?:/${character}*)*|/(?:${character}+(?:/${character}*)*)?|${character}+(?:/${character}*)*)` +
    `(?:\\?(?:${character}|[/?])*)?(?:#(?:${character}|[/?])*)?$`,
  "i",
);

describe("isUri", () => {
  it("judges texts that are nearly web addresses and URNs by RFC 3986", () => {
    const start = fc.constantFrom(
      "https://",
      "urn:",
      "HTTPS://",
      "https:/",
      "URN:epc:id:",
      "https://a.b",
      "urn",
      "",
    );
    const rest = fc.stringMatching(/^[A-Za-z0-9\-._~:/@?#%! é]{0,8}$/);
    fc.assert(
      fc.property(start, rest, (from, to) => {
        expect(isUri(from + to), from + to).toBe(model.test(from + to));
      }),
      { numRuns: 3_000 },
    );
  });
});
