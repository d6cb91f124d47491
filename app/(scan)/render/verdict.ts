/** The verdict strip: one sentence with picture and word, never by colour alone, and the line in which the phone's own check reports. */
import { counted, fill } from "@/app/texts/scan";
import { type Fragment, type Html, html } from "../html";
import { dayWords, durationWords, momentWords } from "../words";
import type { Speech } from "./context";
import { type IconName, icon } from "./icons";
import type { ProvenancePage } from "./view";

interface Strip {
  tone: "good" | "caution" | "wrong" | "quiet";
  icon: IconName;
  title: string;
  line: string;
}

function stripOf(page: ProvenancePage, { language, texts }: Speech): Strip {
  const { verdict } = page;
  const words = texts.verdict;
  const offset = page.startedAt?.offset ?? "+00:00";
  if (verdict.kind === "traced") {
    const line = counted(words.tracedLine, verdict.steps);
    return { tone: "good", icon: "check", title: counted(words.traced, verdict.steps), line };
  }
  if (verdict.kind === "described" || verdict.kind === "unknown") {
    return { tone: "quiet", icon: "check", title: words.described, line: words.describedLine };
  }
  if (verdict.kind === "expired") {
    const line = fill(words.expiredLine, { date: dayWords(verdict.sinceMs, offset, language) });
    return { tone: "caution", icon: "clock", title: words.expired, line };
  }
  const step = page.journey
    .flatMap((stop) => stop.steps)
    .find(({ id }) => "id" in verdict && id === verdict.id);
  const who = step?.signer.name.text ?? "";
  const date =
    step === undefined ? "" : momentWords(Date.parse(step.eventTime), step.eventTimeZoneOffset, language);
  if (verdict.kind === "recalled") {
    return {
      tone: "wrong",
      icon: "recall",
      title: words.recalled,
      line: fill(words.recalledLine, { who, date }),
    };
  }
  const isConsumed = verdict.kind === "decommissioned" && verdict.reason === "consumed";
  return {
    tone: isConsumed ? "caution" : "wrong",
    icon: isConsumed ? "clock" : "warning",
    title: isConsumed ? words.consumed : words.decommissioned,
    line: fill(isConsumed ? words.consumedLine : words.decommissionedLine, { who, date }),
  };
}

function outsideNote(outsideMs: number, { texts }: Speech): Html {
  const duration = durationWords(outsideMs, texts.durations);
  return html`<p class="note">${icon("warning", 14)}<a href="#temperature">${fill(texts.verdict.excursions, { duration })}</a></p>`;
}

/** Draws the strip. */
export function verdictStrip(page: ProvenancePage, speech: Speech): Html {
  const strip = stripOf(page, speech);
  const { texts } = speech;
  const outsideMs = page.temperature?.outsideMs ?? 0;
  const notes: Fragment[] = [
    outsideMs > 0 && outsideNote(outsideMs, speech),
    !page.isPublished && html`<p class="note">${icon("clock", 14)}${texts.verdict.publishing}</p>`,
  ];
  return html`<section class="verdict ${strip.tone}" aria-labelledby="verdict">
    <div class="token">${icon(strip.icon, 26)}</div>
    <h1 id="verdict">${strip.title}</h1>
    <p class="line">${strip.line}</p>
    ${notes}
    <p class="live" id="live" hidden><span class="dot" aria-hidden="true"></span><span><span role="status" id="live-text">${texts.live.waiting}</span> <a href="#check">${texts.live.details}</a></span></p>
    <noscript><p class="live">${texts.verdict.noScript}</p></noscript>
  </section>`;
}
