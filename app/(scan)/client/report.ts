/** Writes into the page what the check finds, as it finds it. */
import type { Mismatch } from "./compare";
import { fill, type PageWords } from "./words";

/** The steps of the check as a shopper reads them; see render/check.ts. */
export type Step = "fetch" | "whole" | "signed" | "logged" | "log" | "witnesses" | "page";

/** How a step stands. `open`: nobody asked for it. `skipped`: an earlier one failed. */
export type StepState = "waiting" | "running" | "ok" | "failed" | "open" | "skipped";

const byId = (id: string): HTMLElement | null => document.getElementById(id);

/** Sets one step and says its result. */
export function showStep(step: Step, state: StepState, result: string, words: PageWords): void {
  const item = document.querySelector<HTMLElement>(`[data-step="${step}"]`);
  const line = item?.querySelector(".result");
  if (!item || !line) return;
  item.dataset.state = state;
  const isPlain = state === "ok" || state === "open" || state === "failed";
  line.textContent = isPlain ? result : words.check.state[state];
}

/** Sets the line under the verdict. */
export function showLive(state: "waiting" | "running" | "ok" | "failed", text: string): void {
  const live = byId("live");
  const line = byId("live-text");
  if (!live || !line) return;
  live.hidden = false;
  live.dataset.state = state;
  line.textContent = text;
}

/** Says how it ended, below the steps. */
export function showOutcome(text: string): void {
  const outcome = byId("outcome");
  if (outcome) outcome.textContent = text;
}

let verdict = document.querySelector(".verdict");
const verdictAsSent = verdict?.cloneNode(true) as Element | undefined;

/** A triangle, drawn on the grid of the page's pictograms. */
const warning = "M8 2.5 14.5 13.5h-13ZM8 6.5v3.2M8 11.6v.2";

/** Takes the page's verdict back: what it said no longer stands. */
function doubtVerdict(title: string): void {
  const heading = verdict?.querySelector("h1");
  if (!verdict || !heading) return;
  heading.textContent = title;
  verdict.className = "verdict wrong doubted";
  verdict.querySelector(".token path")?.setAttribute("d", warning);
  for (const line of verdict.querySelectorAll(".line,.note")) line.remove();
}

/** Takes back what an earlier run said. */
export function clearReport(): void {
  showOutcome("");
  const alarm = byId("alarm");
  if (alarm) {
    alarm.hidden = true;
    alarm.replaceChildren();
  }
  for (const element of document.querySelectorAll(".mismatch")) element.classList.remove("mismatch");
  if (verdict && verdictAsSent && verdict.className !== verdictAsSent.className) {
    const fresh = verdictAsSent.cloneNode(true) as Element;
    verdict.replaceWith(fresh);
    verdict = fresh;
  }
}

/** A file that the visitor can keep: what the alarm is about, for others to verify. */
export interface EvidenceFile {
  label: string;
  name: string;
  text: string;
}

function downloadLink({ label, name, text }: EvidenceFile): HTMLElement {
  const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  return Object.assign(document.createElement("a"), { textContent: label, download: name, href });
}

/** Raises the alarm: its headline takes the place of the verdict, what it is about stands right under it. */
export function showAlarm(title: string, lines: readonly string[], evidence?: EvidenceFile): void {
  const alarm = byId("alarm");
  if (!alarm) return;
  const list = document.createElement("ul");
  list.append(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
  doubtVerdict(title);
  if (evidence !== undefined) {
    const item = document.createElement("li");
    item.append(downloadLink(evidence));
    list.append(item);
  }
  alarm.replaceChildren(list);
  alarm.hidden = lines.length === 0;
  verdict?.after(alarm);
}

/** Marks the values that do not match and says each of them in words; many are counted. */
export function showMismatches(mismatches: readonly Mismatch[], words: PageWords): void {
  const { check } = words;
  for (const { element } of mismatches) element.classList.add("mismatch");
  const sentences = mismatches.map(({ shown, signed }) =>
    signed === undefined
      ? fill(check.mismatchMissing, { shown })
      : fill(check.mismatchValue, { shown, signed }),
  );
  const told = [...new Set(sentences)];
  const rest = told.length > 5 ? [`… +${told.length - 5}`] : [];
  showAlarm(check.mismatch, [check.mismatchLine, ...told.slice(0, 5), ...rest]);
}
