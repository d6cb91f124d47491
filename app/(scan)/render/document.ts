/** The frame around every provenance page: head, mark, language switch, footer. */
import type { Language } from "@/app/texts/language";
import { compact, type Fragment, type Html, html, raw } from "../html";
import type { Speech } from "./context";
import { sealMark } from "./icons";

/** The built files a page uses. */
export interface PageAssets {
  /** Minified style sheet, tokens included. */
  css: string;
  /** Address of the script. */
  script: string;
}

/** One page to be. */
export interface PageParts {
  title: string;
  description: string;
  body: Fragment;
  /** Path on this site, without the query. */
  path: string;
  /** Scheme and host the site is reached under. */
  publicUrl: string;
  jsonLd?: Record<string, unknown>;
  /** Seconds after which the browser looks again. */
  refresh?: number;
  hasScript: boolean;
  /** ISO 8601, when this page was made. */
  madeAt?: string;
}

/** Writes the whole document. */
export function documentOf(parts: PageParts, speech: Speech, assets: PageAssets): string {
  const { language, texts } = speech;
  const url = `${parts.publicUrl}${parts.path}`;
  return compact(html`<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <title>${parts.title}</title>
    <meta name="viewport" content="width=device-width,initial-scale=1">
    <meta name="description" content="${parts.description}">
    <meta name="color-scheme" content="light dark">
    <meta name="theme-color" content="#f5f4f0" media="(prefers-color-scheme:light)">
    <meta name="theme-color" content="#141518" media="(prefers-color-scheme:dark)">
    <meta property="og:title" content="${parts.title}">
    <meta property="og:description" content="${parts.description}">
    <meta property="og:type" content="website">
    <meta property="og:url" content="${url}">
    <meta property="og:site_name" content="${texts.site}">
    <meta property="og:locale" content="${language.replace("-", "_")}">
    <link rel="canonical" href="${url}">
    ${(["en", "zh-CN"] as const).map((other) => html`<link rel="alternate" hreflang="${other}" href="${url}?lang=${other}">`)}
    <link rel="icon" href="data:,">
    ${parts.refresh !== undefined && html`<meta http-equiv="refresh" content="${parts.refresh}">`}
    <style>${raw(assets.css)}</style>
    ${parts.jsonLd && html`<script type="application/ld+json">${raw(JSON.stringify(parts.jsonLd).replace(/</g, "\\u003c"))}</script>`}
    ${parts.hasScript && html`<script type="module" src="${assets.script}"></script>`}
  </head>
  <body>
    <a class="skip" href="#main">${texts.skip}</a>
    <header>
      <a class="home" href="/">${sealMark}<b>${texts.site}</b><span>${texts.siteLine}</span></a>
      ${languageSwitch(parts.path, language, texts.languageLabel)}
    </header>
    <main id="main">${parts.body}</main>
    ${footer(parts, speech)}
  </body>
</html>`);
}

function languageSwitch(path: string, language: Language, label: string): Html {
  const link = (code: Language, name: string): Html =>
    html`<a href="${path}?lang=${code}" lang="${code}" hreflang="${code}"${code === language && raw(' aria-current="true"')}>${name}</a>`;
  return html`<nav class="languages" aria-label="${label}">${link("en", "English")}${link("zh-CN", "中文")}</nav>`;
}

function footer(parts: PageParts, { texts }: Speech): Html {
  const [before = "", after = ""] = texts.footer.address.split("{host}");
  const host = parts.publicUrl.replace(/^https?:\/\//, "");
  return html`<footer>
    <p><b>${before}<bdi id="host">${host}</bdi>${after}</b></p>
    <p>${texts.footer.addressLine}</p>
    ${parts.madeAt !== undefined && html`<p><time datetime="${parts.madeAt}">${texts.footer.madeAt.replace("{time}", `${parts.madeAt.slice(0, 16).replace("T", " ")} UTC`)}</time></p>`}
  </footer>`;
}
