/**
 * The verifier page as one file: style and script inside, a policy that lets it ask nobody for anything. Whoever hosts it needs no
 * server of ours, and whoever opens it from a disk needs no server at all.
 */
import { html, raw } from "@/app/(scan)/html";
import { sealMark } from "@/app/(scan)/render/icons";
import { verifierTexts } from "@/app/texts/verifier";

/** The built parts, and their hashes as a Content-Security-Policy names them (`'sha256-…'`). */
export interface VerifierParts {
  css: string;
  script: string;
  cssHash: string;
  scriptHash: string;
}

/** Writes the file. The same parts give the same bytes. */
export function verifierDocument({ css, script, cssHash, scriptHash }: VerifierParts): string {
  const { title, noScript } = verifierTexts.en;
  const policy = `default-src 'none'; script-src ${scriptHash}; style-src ${cssHash}; img-src data:; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<style>${raw(css)}</style>
</head>
<body>
<header>
<p class="home">${sealMark}<b data-text="title"></b></p>
<div class="languages" role="group" data-label="language"><button type="button" data-language="en" lang="en">English</button><button type="button" data-language="zh-CN" lang="zh-CN">中文</button></div>
</header>
<main>
<h1 data-text="heading"></h1>
<p class="lead" data-text="lead"></p>
<noscript><p class="lead">${noScript}</p></noscript>
<div class="columns">
<div>
<section aria-labelledby="h-evidence">
<h2 id="h-evidence" data-text="evidence.heading"></h2>
<label class="drop" id="drop"><input id="choose" type="file" multiple aria-describedby="kinds"><b data-text="evidence.drop"></b><span class="button" data-text="evidence.choose"></span></label>
<p class="hint" id="kinds" data-text="evidence.kinds"></p>
<ul class="files" id="files"></ul>
<button type="button" class="quiet" id="clear" hidden data-text="evidence.clear"></button>
<details class="paste"><summary data-text="evidence.paste"></summary><label for="paste" data-text="evidence.pasteLabel"></label><textarea id="paste" rows="5" spellcheck="false" autocomplete="off"></textarea><button type="button" id="add" data-text="evidence.add"></button></details>
</section>
<section aria-labelledby="h-trust">
<h2 id="h-trust" data-text="trust.heading"></h2>
<p class="hint" data-text="trust.lead"></p>
<label for="trust" data-text="trust.label"></label>
<textarea id="trust" rows="3" spellcheck="false" autocomplete="off" aria-describedby="trust-read"></textarea>
<p class="hint" id="trust-read" role="status"></p>
<label class="button file"><input id="choose-policy" type="file"><span data-text="trust.choose"></span></label>
</section>
</div>
<section aria-labelledby="h-result">
<h2 id="h-result" data-text="result.heading"></h2>
<div id="verdict" role="status"></div>
<div id="judgements"></div>
</section>
</div>
<section class="limits" aria-labelledby="h-limits">
<h2 id="h-limits" data-text="limits.heading"></h2>
<ul id="limits"></ul>
</section>
</main>
<script>${raw(script)}</script>
</body>
</html>
`;
  return page.markup;
}
