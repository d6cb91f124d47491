/** The one handler behind every GS1 key: asks the scan procedure, writes the page, keeps it when nothing in it is about to change. */
import { type Language, languageCookie, languageOf } from "@/app/texts/language";
import { runtime } from "@/server/runtime";
import { speechOf } from "./render/context";
import { problemDocument } from "./render/problem";
import { provenanceDocument } from "./render/provenance";
import type { ScanAnswer } from "./render/view";

/** One visit: what was asked for, and in which language to answer. */
interface Visit {
  path: string;
  query: string;
  language: Language;
  /** The language was chosen in the address, and is to be remembered. */
  isChosen: boolean;
}

/** Longer than any GS1 Digital Link path: every qualifier at its longest, each character escaped. */
const pathLengthMax = 400;

function visitOf(request: Request): Visit {
  const { pathname, search, searchParams } = new URL(request.url);
  const asked = searchParams.get("lang");
  const isChosen = asked === "en" || asked === "zh-CN";
  const cookie = new RegExp(`(?:^|;\\s*)${languageCookie}=([^;]*)`).exec(
    request.headers.get("cookie") ?? "",
  )?.[1];
  const language = languageOf(isChosen ? asked : cookie, request.headers.get("accept-language"));
  return { path: shortened(pathname), query: search, language, isChosen };
}

/** Cuts an address that no label carries; what is left is malformed, and is told so without repeating it all. */
function shortened(path: string): string {
  return path.length <= pathLengthMax ? path : `${path.slice(0, pathLengthMax)}…`;
}

/** Answers the scan of a GS1 Digital Link with a whole HTML page; never with a stack trace. */
export async function scanResponse(request: Request): Promise<Response> {
  const visit = visitOf(request);
  const { scanAssets, scanCache, services, caller } = runtime();
  const where = { path: visit.path, publicUrl: services.publicUrl() };
  const speech = speechOf(visit.language);
  const moment = scanCache.moment();
  let answer: ScanAnswer;
  try {
    answer = await caller(request.headers).scan.page({ path: visit.path, language: visit.language });
  } catch {
    // The procedure has reported it under an id; the visitor can do nothing with that.
    const { html, status } = problemDocument({ kind: "failed" }, where, speech, scanAssets);
    return respond(html, status, await headersOf(html, visit, scanAssets.cssHash, status), request);
  }
  if (answer.kind !== "page") {
    const { html, status } = problemDocument(answer, where, speech, scanAssets);
    return respond(html, status, await headersOf(html, visit, scanAssets.cssHash, status), request);
  }
  const html = provenanceDocument(answer, speech, scanAssets);
  const headers = await headersOf(html, visit, scanAssets.cssHash, 200);
  if (answer.isPublished && isPlain(visit)) {
    const acceptLanguage = request.headers.get("accept-language");
    const { language } = visit;
    const url = visit.path + visit.query;
    // Nobody waits for the compression; a page that cannot be kept is answered all the same.
    void scanCache
      .keep({ url, language, acceptLanguage, headers, html, touched: answer.touched }, moment)
      .catch(() => {});
  }
  return respond(html, 200, headers, request);
}

/** Only addresses that labels and our own switch lead to are kept, so that invented queries cannot fill the cache. */
function isPlain({ query }: Visit): boolean {
  return query === "" || query === "?lang=en" || query === "?lang=zh-CN";
}

async function headersOf(
  html: string,
  visit: Visit,
  cssHash: string,
  status: number,
): Promise<Record<string, string>> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(html)));
  const tag = [...digest.subarray(0, 12)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${cssHash}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    "content-type": "text/html; charset=utf-8",
    "content-language": visit.language,
    "cache-control": status === 200 ? "public, max-age=0, must-revalidate" : "no-store",
    vary: "accept-language, cookie, accept-encoding",
    "content-security-policy": policy.join("; "),
    // Weak, since one page goes out in several encodings (RFC 9110 §8.8.3.3).
    etag: `W/"${tag}"`,
    ...(visit.isChosen
      ? { "set-cookie": `${languageCookie}=${visit.language}; Path=/; Max-Age=31536000; SameSite=Lax` }
      : {}),
    ...(status === 202 ? { "retry-after": "2" } : {}),
  };
}

function respond(html: string, status: number, headers: Record<string, string>, request: Request): Response {
  const known = (request.headers.get("if-none-match") ?? "").split(/\s*,\s*/);
  if (status === 200 && known.includes(headers.etag ?? ""))
    return new Response(null, { status: 304, headers });
  return new Response(html, { status, headers });
}
