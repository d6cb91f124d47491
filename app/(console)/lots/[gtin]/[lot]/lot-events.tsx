import Link from "next/link";
import { Badge } from "@/app/design/badge";
import { classNames } from "@/app/design/class-names";
import { SealState } from "@/app/design/state-tag";
import { Time } from "@/app/design/time";
import { type Language, textIn } from "@/app/texts/language";
import { lotsText } from "@/app/texts/lots";
import { dispositionWords, stepWords } from "@/app/texts/vocabulary";
import type { Lot } from "./load-lot";
import { placeWords } from "./lot-facts";

type LotEvent = Lot["events"][number];

/** The events of a lot down one line of ink, which begins at a red source. */
export function LotEvents({
  events,
  originId,
  language,
}: {
  events: LotEvent[];
  /** The event that brought the lot into being. */
  originId: string | undefined;
  language: Language;
}) {
  return (
    <ol className="relative">
      {events.map((event, i) => (
        <EventItem
          key={event.id}
          event={event}
          isSource={event.id === originId}
          isLast={i === events.length - 1}
          language={language}
        />
      ))}
    </ol>
  );
}

/** One event: its knot on the line, what, where, when, who, and how far its entry has come. */
function EventItem({
  event,
  isSource,
  isLast,
  language,
}: {
  event: LotEvent;
  isSource: boolean;
  isLast: boolean;
  language: Language;
}) {
  const text = lotsText[language];
  const { disposition } = event;
  const who = event.memberName === null ? event.iss : textIn(language, event.memberName);
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)] gap-x-4">
      <span className="relative" aria-hidden="true">
        {isLast ? null : <span className="absolute top-3 bottom-[-0.75rem] left-[7px] w-px bg-line-strong" />}
        <span
          className={classNames(
            "absolute top-1.5 left-[3px] size-[9px]",
            isSource ? "bg-seal-fill" : "rounded-full border-[1.5px] border-ink bg-paper",
          )}
        />
      </span>
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5 pb-5">
        <div className="min-w-0">
          <p>
            <span className="font-semibold">{stepWords(language, event)}</span>
            {isSource ? <span className="text-seal"> · {text.page.events.source}</span> : null}
            {disposition === null ? null : (
              <span className="text-ink-soft"> · {dispositionWords(language, disposition)}</span>
            )}{" "}
            {event.isDeclaredErroneous ? <Badge tone="caution">{text.page.events.wrong}</Badge> : null}
          </p>
          <p className="text-small text-ink-soft">
            {[
              placeWords(event.place, language),
              event.isOwn ? text.page.events.own : text.page.events.by(who),
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </div>
        <div className="flex items-center gap-3 text-small">
          {event.eventTime === null ? null : (
            <Time at={event.eventTime} offset={event.offset ?? undefined} language={language} />
          )}
          <span title={text.states[event.state]} className="inline-flex items-center gap-1.5 text-ink-faint">
            <SealState state={event.state} />
            <span className="sr-only">{text.states[event.state]}, </span>
            {event.isOwn ? (
              <Link href={`/events/${event.id}`} className="font-mono text-note text-link hover:underline">
                {event.id}
              </Link>
            ) : (
              <span className="font-mono text-note">{event.id}</span>
            )}
          </span>
        </div>
      </div>
    </li>
  );
}
