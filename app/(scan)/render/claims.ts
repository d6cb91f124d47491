/**
 * Marks what a page shows with where it must stand in the signed records: `data-claim` is the record, `data-pointer` the place in it.
 * The value is the visible text, or `data-value` (a string) or `data-json` (canonical JSON) where the text is in other words.
 */
import { canonicalize } from "@/lib/jcs";
import { type Fragment, type Html, html, raw } from "../html";
import type { Claim, Shown } from "./view";

function attributes({ id, pointer, value }: Claim, isTextItself: boolean): Html {
  const where = html` data-claim="${id}" data-pointer="${pointer}"`;
  if (isTextItself) return where;
  if (typeof value === "string") return html`${where} data-value="${value}"`;
  return html`${where} data-json="${canonicalize(value)}"`;
}

/** Wraps content in one element per claim; the innermost lets its text speak for itself when `text` is the claimed value. */
export function claimed(
  claims: readonly Claim[],
  content: Fragment,
  text?: string,
  tag: "span" | "g" = "span",
): Html {
  let inner = html`${content}`;
  claims.toReversed().forEach((claim, i) => {
    const isTextItself = i === 0 && text !== undefined && claim.value === text;
    inner = html`${raw(`<${tag}`)}${attributes(claim, isTextItself)}>${inner}${raw(`</${tag}>`)}`;
  });
  return inner;
}

/** Prints a text with its claims. */
export function shown(value: Shown): Html {
  return claimed(value.claims, value.text, value.text);
}
