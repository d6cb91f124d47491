import Link from "next/link";
import type { Outputs } from "@/app/browser-client";
import { Readings } from "@/app/components/readings";
import { Badge } from "@/app/design/badge";
import { LinkButton } from "@/app/design/button";
import { EmptyState } from "@/app/design/empty-state";
import { Cell, HeadCell, Row, Table } from "@/app/design/table";
import { Time } from "@/app/design/time";
import { commonText } from "@/app/texts/common";
import { type Language, textIn } from "@/app/texts/language";
import { regulatorText } from "@/app/texts/regulator";
import { stepWords } from "@/app/texts/vocabulary";

type History = Outputs["trace"]["history"];
type HistoryEvent = History["events"][number];

/** The events of a history in the order in which they happened. */
export function HistoryEvents({
  id,
  view,
  history,
  language,
}: {
  id: string;
  view: string;
  history: History;
  language: Language;
}) {
  const text = regulatorText[language].history;
  if (history.events.length === 0) return <EmptyState title={text.none.title}>{text.none.body}</EmptyState>;
  const next = history.next === null ? null : new URLSearchParams({ id, view, after: history.next });
  return (
    <div className="pt-4 pb-10">
      <Table label={view === "journey" ? text.views.journey : text.views.self}>
        <thead>
          <tr>
            <HeadCell>{text.columns.when}</HeadCell>
            <HeadCell>{text.columns.what}</HeadCell>
            <HeadCell className="max-md:hidden">{text.columns.where}</HeadCell>
            <HeadCell className="max-md:hidden">{text.columns.who}</HeadCell>
            <HeadCell>{text.columns.entry}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {history.events.map((event) => (
            <EventRow key={event.id} event={event} history={history} language={language} />
          ))}
        </tbody>
      </Table>
      {history.readings.length === 0 ? null : (
        <section aria-label={text.readings} className="mt-10 max-w-4xl">
          <h2 className="mb-4 font-serif text-lead font-semibold">{text.readings}</h2>
          <Readings
            readings={history.readings}
            band={history.product?.temperatureBand ?? null}
            offset={history.events[0]?.eventTimeZoneOffset ?? undefined}
            language={language}
          />
        </section>
      )}
      {next === null ? null : (
        <LinkButton className="mt-5" href={`/history?${next}`}>
          {commonText[language].more}
        </LinkButton>
      )}
    </div>
  );
}

function EventRow({
  event,
  history,
  language,
}: {
  event: HistoryEvent;
  history: History;
  language: Language;
}) {
  const text = regulatorText[language].history;
  const place = history.places[event.readPoint ?? event.bizLocation ?? ""];
  const where = place?.name ? textIn(language, place.name) : (event.readPoint ?? "");
  const party = history.parties[event.iss];
  const who = party?.name ? textIn(language, party.name) : event.iss;
  const at = event.eventTime ?? event.recordTime;
  return (
    <Row>
      <Cell className="md:whitespace-nowrap">
        <Time at={at} language={language} offset={event.eventTimeZoneOffset ?? undefined} />
      </Cell>
      <Cell>
        {event.isErased ? text.erased : stepWords(language, event)}
        <span className="ml-2 inline-flex gap-1.5 align-middle">
          {event.via === "self" ? null : <Badge>{text.via[event.via]}</Badge>}
          {event.isDeclaredErroneous ? <Badge tone="caution">{text.erroneous}</Badge> : null}
        </span>
        <span className="block text-small text-ink-soft md:hidden">{where}</span>
        <span className="block text-small text-ink-soft md:hidden">{who}</span>
      </Cell>
      <Cell className="max-md:hidden">{where}</Cell>
      <Cell className="max-md:hidden">{who}</Cell>
      <Cell>
        <Link href={`/events/${event.id}`} className="figures text-link hover:underline">
          {event.id}
        </Link>
      </Cell>
    </Row>
  );
}
