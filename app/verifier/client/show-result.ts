/** Shows how the check ended: one verdict, then every judgement step by step. */
import type { VerdictName, VerifierTexts } from "@/app/texts/verifier";
import type { Judgement } from "@/lib/evidence/judgement";
import { element, fill, pictogram } from "./dom";
import type { NamedJudgement } from "./handed-in";

/** Judgements that are shown open when there are no more than this. */
const openMax = 2;

const marks = { passed: "check", failed: "cross", "not configured": "dash" } as const;
const verdictMarks = {
  nothing: "dash",
  missing: "question",
  holds: "check",
  consistent: "question",
  fails: "cross",
  misconduct: "warning",
} as const;

/** Chooses the verdict over everything. */
export function verdictOf(judged: readonly NamedJudgement[], problems: readonly string[]): VerdictName {
  const outcomes = judged.map(({ judgement }) => judgement.outcome);
  if (outcomes.includes("misconduct")) return "misconduct";
  if (outcomes.includes("fails")) return "fails";
  if (problems.length > 0) return "missing";
  if (judged.length === 0) return "nothing";
  return judged.every(({ judgement }) => judgement.isKeyIndependent) ? "holds" : "consistent";
}

/** Draws the verdict. */
export function verdictElement(
  judged: readonly NamedJudgement[],
  problems: readonly string[],
  texts: VerifierTexts,
): HTMLElement {
  const name = verdictOf(judged, problems);
  const failed = judged.filter(({ judgement }) => judgement.outcome === "fails");
  const step = failed[0]?.judgement.steps.at(-1)?.step;
  const { title, line } = texts.verdicts[name];
  const words = fill(line, {
    count: judged.length,
    failed: failed.length,
    step: step === undefined ? "" : texts.steps[step],
  });
  const list = element("ul", { class: "problems" }, ...problems.map((problem) => element("li", {}, problem)));
  return element(
    "div",
    { class: "verdict", "data-verdict": name },
    element("span", { class: "token" }, pictogram(verdictMarks[name], 26)),
    element("div", {}, element("h3", {}, title), element("p", {}, words), problems.length > 0 && list),
  );
}

/** Draws one judgement: a fold whose summary says how it ended. */
export function judgementElement(
  { name, judgement }: NamedJudgement,
  count: number,
  texts: VerifierTexts,
): HTMLElement {
  const { outcome, subjects, kind, steps } = judgement;
  const subject = subjects.length > 0 ? subjects.join(", ") : name;
  const title = fill(texts.result.of, { kind: texts.kinds[kind], subject });
  const isOpen = count <= openMax || outcome !== "holds";
  const state = outcome === "holds" ? "passed" : "failed";
  return element(
    "details",
    { class: "judgement", "data-outcome": outcome, ...(isOpen ? { open: "" } : {}) },
    element(
      "summary",
      {},
      element("span", { class: "state", "data-state": state }, pictogram(marks[state])),
      element("span", {}, title),
    ),
    element("ol", { class: "steps" }, ...steps.map((step) => stepElement(step, texts))),
    ...contradictionElements(judgement, texts),
    factsElement(judgement, texts),
  );
}

function stepElement(
  { step, status, detail }: Judgement["steps"][number],
  texts: VerifierTexts,
): HTMLElement {
  return element(
    "li",
    { "data-state": status, "data-step": step },
    element("span", { class: "state", "data-state": status }, pictogram(marks[status])),
    element(
      "span",
      {},
      element("b", {}, texts.steps[step]),
      element("span", { class: "said" }, texts.state[status]),
      detail !== "" && element("small", {}, detail),
    ),
  );
}

function contradictionElements({ facts }: Judgement, texts: VerifierTexts): HTMLElement[] {
  return (facts.contradiction ?? []).flatMap(({ name, signed }) => [
    element("h4", {}, texts.contradiction[name]),
    element(
      "pre",
      { tabindex: "0", role: "region", "aria-label": texts.contradiction[name] },
      signed.trimEnd(),
    ),
  ]);
}

function factsElement({ facts }: Judgement, texts: VerifierTexts): HTMLElement {
  const { contradiction: _, cosignatures = [], signedAt, ...rest } = facts;
  const rows = Object.entries(rest).map(([name, value]): [string, string] => [name, String(value)]);
  if (signedAt !== undefined)
    rows.push(["signedAt", `${new Date(signedAt * 1000).toISOString().slice(0, 19)}Z`]);
  const witnesses = cosignatures.map(
    ({ name, time }) => `${name}, ${new Date(time * 1000).toISOString().slice(0, 19)}Z`,
  );
  if (facts.rootHash !== undefined) {
    rows.push(["cosignatures", witnesses.join("; ") || texts.facts.noCosignatures]);
  }
  const pairs = rows.map(([name, value]) =>
    element(
      "div",
      {},
      element("dt", {}, texts.facts[name as keyof VerifierTexts["facts"]]),
      element("dd", {}, value),
    ),
  );
  return element("dl", { class: "facts", "aria-label": texts.result.technical }, ...pairs);
}
