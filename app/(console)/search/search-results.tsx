import Link from "next/link";
import type { Outputs } from "@/app/browser-client";
import { identifierWords } from "@/app/components/identifier";
import { Badge } from "@/app/design/badge";
import { LinkButton } from "@/app/design/button";
import { classNames } from "@/app/design/class-names";
import { Code } from "@/app/design/code";
import { EmptyState } from "@/app/design/empty-state";
import { Cell, HeadCell, Row, Table } from "@/app/design/table";
import { Time } from "@/app/design/time";
import { commonText } from "@/app/texts/common";
import { type Language, textIn } from "@/app/texts/language";
import { regulatorText } from "@/app/texts/regulator";
import { stepWords } from "@/app/texts/vocabulary";
import type { SearchParameters } from "./page";

type Page = Outputs["trace"]["search"];
type Hit = Page["hits"][number];

/** What a search found, or why there is nothing to show. */
export function SearchResults({
  language,
  asked,
  page,
  organisations,
}: {
  language: Language;
  asked: SearchParameters;
  page: Page | null;
  organisations: Outputs["trace"]["organisations"];
}) {
  const text = regulatorText[language].search;
  if (page === null) return <EmptyState title={text.start.title}>{text.start.body}</EmptyState>;
  if (page.hits.length === 0) return <EmptyState title={text.none.title}>{text.none.body}</EmptyState>;
  const names = new Map(
    organisations.map(({ iss, name }) => [iss, name === null ? iss : textIn(language, name)]),
  );
  return (
    <div className="pt-4 pb-10">
      <Table label={text.results}>
        <thead>
          <tr>
            <HeadCell>{text.columns.kind}</HeadCell>
            <HeadCell>{text.columns.what}</HeadCell>
            <HeadCell>{text.columns.name}</HeadCell>
            <HeadCell className="max-md:hidden">{text.columns.when}</HeadCell>
            <HeadCell className="max-md:hidden">{text.columns.who}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {page.hits.map((hit) => (
            <HitRow key={`${hit.kind} ${hit.id}`} hit={hit} language={language} names={names} />
          ))}
        </tbody>
      </Table>
      {page.next === null ? null : (
        <LinkButton className="mt-5" href={{ pathname: "/search", query: { ...asked, cursor: page.next } }}>
          {commonText[language].more}
        </LinkButton>
      )}
    </div>
  );
}

/** Identifiers up to this length, a lot or an SSCC, stay on one line on a phone too. */
const unbrokenMax = 24;

function HitRow({ hit, language, names }: { hit: Hit; language: Language; names: Map<string, string> }) {
  const { event } = hit;
  const words = identifierWords(hit.id);
  const when = event?.eventTime ? <Time at={event.eventTime} language={language} /> : null;
  return (
    <Row>
      <Cell>
        <Badge>{regulatorText[language].search.kinds[hit.kind]}</Badge>
      </Cell>
      <Cell className={classNames(words.length <= unbrokenMax && "whitespace-nowrap")}>
        <Link href={hrefOf(hit)} className="font-medium text-link hover:underline">
          <Code>{words}</Code>
        </Link>
      </Cell>
      <Cell>
        {nameOf(hit, language)}
        <span className="block text-small text-ink-soft md:hidden">{when}</span>
      </Cell>
      <Cell className="max-md:hidden">{when}</Cell>
      <Cell className="max-md:hidden">{event === null ? null : (names.get(event.iss) ?? event.iss)}</Cell>
    </Row>
  );
}

function nameOf({ name, event }: Hit, language: Language): string {
  if (name !== null) return textIn(language, name);
  if (event === null) return "";
  return stepWords(language, event);
}

function hrefOf(hit: Hit): string {
  if (hit.kind === "event") return `/events/${hit.id}`;
  if (hit.kind === "party") return `/search?${new URLSearchParams({ iss: hit.id })}`;
  return `/history?${new URLSearchParams({ id: hit.id })}`;
}
