import { type Html, html, raw } from "../html";

const strokes = {
  check: "M3 8.5 6.5 12 13 4.5",
  cross: "M4 4l8 8M12 4l-8 8",
  warning: "M8 2.5 14.5 13.5h-13ZM8 6.5v3.2M8 11.6v.2",
  clock: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM8 4.6V8l2.4 1.6",
  question: "M5 5.4a3 3 0 1 1 4.2 2.8C8.3 8.6 8 9.2 8 10.2M8 12.9v.2",
  recall: "M5.1 1.9h5.8l3.2 3.2v5.8l-3.2 3.2H5.1l-3.2-3.2V5.1ZM8 4.9v3.7M8 10.9v.2",
} as const;

/** The pictograms of the page, drawn with the pen of the consoles: 16 units, stroke 1.4. */
export type IconName = keyof typeof strokes;

/** Draws a pictogram in the colour of the text around it; the words beside it carry the meaning. */
export function icon(name: IconName, size = 16): Html {
  return html`<svg class="i" width="${size}" height="${size}" viewBox="0 0 16 16" aria-hidden="true"><path d="${strokes[name]}"/></svg>`;
}

/** The mark: a cinnabar seal cut with a river and its headwaters, which is also a Merkle tree of four leaves. */
export const sealMark: Html = raw(
  '<svg class="mark" width="28" height="28" viewBox="0 0 32 32" aria-hidden="true"><path class="seal" d="M2.2 1.1 15 .8l14.6.5c.9 0 1.4.6 1.5 1.5l.2 13.4-.3 13c0 1-.6 1.6-1.6 1.6l-13.6.4-13.2-.3c-1 0-1.6-.6-1.7-1.5L.7 16.2 1 2.6c0-.9.4-1.4 1.2-1.5Z"/><path class="cut" d="M16 27v-7.2c0-4-6.6-3.2-6.6-8.2M16 19.8c0-4 6.6-3.2 6.6-8.2M9.4 11.6c0-3-3.6-2.6-3.6-6M9.4 11.6c0-3 3.4-2.6 3.4-6M22.6 11.6c0-3-3.4-2.6-3.4-6M22.6 11.6c0-3 3.6-2.6 3.6-6"/></svg>',
);
