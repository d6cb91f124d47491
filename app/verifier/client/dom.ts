/** Making elements: text is always text, so that nothing in a file can become markup. */

/** What an element holds. */
export type Child = Node | string | null | undefined | false;

/** Makes an element; `class`, `data-…`, `aria-…` and the like by their names in HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  for (const child of children) if (child) made.append(child);
  return made;
}

const svgNamespace = "http://www.w3.org/2000/svg";

const strokes = {
  check: "M3 8.5 6.5 12 13 4.5",
  cross: "M4 4l8 8M12 4l-8 8",
  warning: "M8 2.5 14.5 13.5h-13ZM8 6.5v3.2M8 11.6v.2",
  question: "M5 5.4a3 3 0 1 1 4.2 2.8C8.3 8.6 8 9.2 8 10.2M8 12.9v.2",
  dash: "M4 8h8",
} as const;

/** Draws a pictogram, with the pen of the other pages; the words beside it carry the meaning. */
export function pictogram(name: keyof typeof strokes, size = 14): SVGElement {
  const svg = document.createElementNS(svgNamespace, "svg");
  for (const [key, value] of Object.entries({ class: "i", viewBox: "0 0 16 16", "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  svg.setAttribute("width", String(size));
  svg.setAttribute("height", String(size));
  const path = document.createElementNS(svgNamespace, "path");
  path.setAttribute("d", strokes[name]);
  svg.append(path);
  return svg;
}

/** Finds an element of the page that is there by construction. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no element ${id}`);
  return found as T;
}

/** Fills `{name}` places of a text. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
