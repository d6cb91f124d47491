/** Keeps a choice of the visitor for a year, in this browser only. */
export function keepChoice(name: "lang" | "theme", value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in several browsers in use
  document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax`;
}
