/** Pages for codes that lead nowhere: kind, exact about what is wrong, and with the right status. */
import { fill } from "@/app/texts/scan";
import { type Fragment, html } from "../html";
import type { Speech } from "./context";
import { documentOf, type PageAssets } from "./document";
import { type IconName, icon } from "./icons";
import type { ScanAnswer } from "./view";

type Problem = Exclude<ScanAnswer, { kind: "page" }> | { kind: "failed" };

interface ProblemParts {
  status: number;
  icon: IconName;
  tone: "caution" | "wrong" | "quiet";
  title: string;
  line: string;
  body: Fragment;
  refresh?: number;
}

/** Writes the page of a problem and says its HTTP status. */
export function problemDocument(
  problem: Problem,
  where: { path: string; publicUrl: string },
  speech: Speech,
  assets: PageAssets,
): { status: number; html: string } {
  const parts = partsOf(problem, speech);
  const body = html`<section class="verdict ${parts.tone} problem" aria-labelledby="verdict">
    <div class="token">${icon(parts.icon, 26)}</div>
    <h1 id="verdict">${parts.title}</h1>
    <p class="line">${parts.line}</p>
  </section>
  <div class="story">${parts.body}${problem.kind !== "malformed" && html`<p class="actions"><a href="${where.path}">${speech.texts.problems.again}</a></p>`}</div>`;
  const { refresh } = parts;
  const page = { title: parts.title, description: parts.line, body, hasScript: false, ...where };
  return {
    status: parts.status,
    html: documentOf(refresh === undefined ? page : { ...page, refresh }, speech, assets),
  };
}

function partsOf(problem: Problem, { texts }: Speech): ProblemParts {
  const words = texts.problems;
  switch (problem.kind) {
    case "malformed":
      return {
        status: 400,
        icon: "question",
        tone: "caution",
        title: words.malformed,
        line: fill(words.reasons[problem.reason], { value: problem.value ?? "" }),
        body: malformedBody(problem, words),
      };
    case "unknown":
      return {
        status: 404,
        icon: "question",
        tone: "caution",
        title: words.unknown,
        line: words.unknownLine,
        body: html`${codeOf(problem.subject, words.code)}<ul class="hints">${words.unknownHints.map((hint) => html`<li>${hint}</li>`)}</ul>`,
      };
    case "pending":
      return {
        status: 202,
        icon: "clock",
        tone: "quiet",
        title: words.pending,
        line: words.pendingLine,
        body: codeOf(problem.subject, words.code),
        refresh: 2,
      };
    default:
      return {
        status: 500,
        icon: "warning",
        tone: "wrong",
        title: words.failed,
        line: words.failedLine,
        body: null,
      };
  }
}

function malformedBody(
  { expected }: Extract<Problem, { kind: "malformed" }>,
  words: Speech["texts"]["problems"],
): Fragment {
  const digit =
    expected !== undefined && html`<p class="reason">${fill(words.checkDigitExpected, { expected })}</p>`;
  return html`${digit}<p class="reason">${words.malformedLine}</p>`;
}

/** Shows the code as it is printed under a label: application identifiers in brackets. */
function codeOf(subject: string, term: string): Fragment {
  const segments = subject.replace(/^https?:\/\/[^/]+\//, "").split("/");
  const printed = segments
    .map((text, i) => (i % 2 === 0 ? `(${text})` : `${decodeURIComponent(text)} `))
    .join("");
  return html`<dl class="label"><div><dt>${term}</dt><dd><span class="code">${printed.trim()}</span></dd></div></dl>`;
}
