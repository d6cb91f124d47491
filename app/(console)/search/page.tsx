import type { Metadata } from "next";
import type { Inputs, Outputs } from "@/app/browser-client";
import { Notice } from "@/app/design/notice";
import { PageHead } from "@/app/design/page-head";
import { pageCaller } from "@/app/page-caller";
import { requestLanguage } from "@/app/preferences";
import { regulatorText } from "@/app/texts/regulator";
import { SearchForm } from "./search-form";
import { SearchResults } from "./search-results";

/** What the address of a search carries. */
export type SearchParameters = Partial<Record<"q" | "kind" | "iss" | "from" | "until" | "cursor", string>>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: regulatorText[await requestLanguage()].search.title };
}

/** One field for everything a regulator may hold in hand. */
export default async function SearchPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const [language, asked, caller] = await Promise.all([requestLanguage(), searchParams, pageCaller()]);
  const text = regulatorText[language].search;
  const isAsked = [asked.q, asked.kind, asked.iss, asked.from, asked.until].some(Boolean);
  const [organisations, outcome] = await Promise.all([
    caller.trace.organisations(),
    isAsked ? found(caller.trace.search(queryOf(asked))) : null,
  ]);
  return (
    <>
      <PageHead title={text.title} intro={text.intro} />
      <SearchForm language={language} asked={asked} organisations={organisations} />
      {outcome !== null && "refused" in outcome ? (
        <Notice tone="wrong" title={outcome.refused} className="mt-6" />
      ) : (
        <SearchResults language={language} asked={asked} page={outcome} organisations={organisations} />
      )}
    </>
  );
}

type Page = Outputs["trace"]["search"];

/** A search that was refused for what was typed says so on the page; anything else is the error page's. */
async function found(search: Promise<Page>): Promise<Page | { refused: string }> {
  try {
    return await search;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === "BAD_REQUEST") return { refused: message };
    throw error;
  }
}

/** The query a form asks for; what is wrong in it, the procedure says. */
function queryOf(asked: SearchParameters): Inputs["trace"]["search"] {
  const { q, kind, iss, from, until, cursor } = dayInField(asked);
  const query = { text: q?.trim(), kind, iss, from: startOfDay(from), to: startOfDay(until), cursor };
  return Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}

/** A date typed into the one field means the events of that day (UTC). */
function dayInField(asked: SearchParameters): SearchParameters {
  const day = asked.q?.trim() ?? "";
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || asked.from || asked.until) return asked;
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000);
  if (Number.isNaN(next.getTime())) return asked;
  return { ...asked, q: "", from: day, until: next.toISOString().slice(0, 10) };
}

function startOfDay(date: string | undefined): string | undefined {
  return date ? `${date}T00:00:00Z` : undefined;
}
