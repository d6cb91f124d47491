/**
 * A tagged template that escapes: the whole templating engine of the provenance pages.
 * Consumer pages are plain HTML because an empty React page ships 134 kB of script and this must open in a shop with one bar of signal.
 */

/** Text that is already HTML. Only `html` and `raw` make it. */
export interface Html {
  readonly markup: string;
}

/** What may stand in a template: text and numbers are escaped, lists are joined, nothing-values vanish. */
export type Fragment = Html | string | number | null | undefined | false | readonly Fragment[];

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes text for element content and for quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Marks text as HTML that needs no escaping; for text this program wrote itself, never for input. */
export function raw(markup: string): Html {
  return { markup };
}

function render(fragment: Fragment): string {
  if (fragment === null || fragment === undefined || fragment === false) return "";
  if (typeof fragment === "string") return escapeHtml(fragment);
  if (typeof fragment === "number") return String(fragment);
  if ("markup" in fragment) return fragment.markup;
  return fragment.map(render).join("");
}

/** Builds HTML from a template; attribute values must be written in double quotes. */
export function html(strings: TemplateStringsArray, ...values: Fragment[]): Html {
  let markup = strings[0] ?? "";
  for (let i = 0; i < values.length; i += 1) markup += render(values[i]) + (strings[i + 1] ?? "");
  return { markup };
}

/** Escapes JSON for a `<script type="application/json">` element, where no entity is decoded. */
export function jsonScript(value: unknown): Html {
  return { markup: JSON.stringify(value).replace(/</g, "\\u003c") };
}

/** Removes the indentation that source code needs and a phone does not. Text content is never preformatted on these pages. */
export function compact(page: Html): string {
  return page.markup.replace(/>\s*\n\s*</g, "><").replace(/\n\s+/g, " ");
}
