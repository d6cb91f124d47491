import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { Outputs } from "@/app/browser-client";
import { identifierWords, publicPath } from "@/app/components/identifier";
import { LinkButton } from "@/app/design/button";
import { Code } from "@/app/design/code";
import { PageHead } from "@/app/design/page-head";
import { Tabs } from "@/app/design/tabs";
import { pageCaller } from "@/app/page-caller";
import { requestLanguage } from "@/app/preferences";
import { type Language, textIn } from "@/app/texts/language";
import { regulatorText } from "@/app/texts/regulator";
import { ErasureList } from "./erasure-list";
import { HistoryEvents } from "./history-events";
import { RelationList } from "./relation-list";

/** The whole journey comes first: what happened to the pallet happened to the lot. */
const views = ["journey", "self", "upstream", "downstream"] as const;
type View = (typeof views)[number];

/** What the address of a history carries. */
interface Parameters {
  id?: string;
  view?: string;
  after?: string;
}

export async function generateMetadata({
  searchParams,
}: {
  searchParams: Promise<Parameters>;
}): Promise<Metadata> {
  const { id } = await searchParams;
  return { title: regulatorText[await requestLanguage()].history.title(identifierWords(id ?? "")) };
}

/** Everything the log holds about one identifier: its events, its journey, its relations. */
export default async function HistoryPage({ searchParams }: { searchParams: Promise<Parameters> }) {
  const [language, parameters, caller] = await Promise.all([requestLanguage(), searchParams, pageCaller()]);
  const { id } = parameters;
  if (id === undefined || id === "") notFound();
  const view = hasRelations(id) ? (views.find((v) => v === parameters.view) ?? "journey") : "self";
  const text = regulatorText[language].history;
  const isTree = view === "upstream" || view === "downstream";
  const [history, tree] = await Promise.all([
    caller.trace.history({
      id,
      scope: view === "journey" ? "journey" : "self",
      ...(parameters.after === undefined ? {} : { after: parameters.after }),
    }),
    isTree ? caller.trace.relations({ id, direction: view }) : null,
  ]);
  const path = publicPath(id);
  return (
    <>
      <PageHead
        over={nameOf(history, language)}
        title={text.title(identifierWords(id))}
        intro={<Code>{id}</Code>}
        actions={
          path === null ? undefined : (
            <LinkButton href={path} prefetch={false}>
              {text.publicPage}
            </LinkButton>
          )
        }
      />
      {hasRelations(id) ? <ViewTabs id={id} view={view} language={language} /> : null}
      {tree === null ? (
        <>
          <ErasureList erasures={history.erasures} language={language} />
          <HistoryEvents id={id} view={view} history={history} language={language} />
        </>
      ) : (
        <RelationList tree={tree} language={language} />
      )}
    </>
  );
}

/** The name of the product, or of the place, that an identifier stands for. */
function nameOf(
  { id, product, places }: Outputs["trace"]["history"],
  language: Language,
): string | undefined {
  const name = product?.name ?? places[id]?.name ?? null;
  return name === null ? undefined : textIn(language, name);
}

/** Goods have a journey, ingredients and products; places, firms and documents do not. */
function hasRelations(id: string): boolean {
  return !/^(https:\/\/id\.gs1\.org\/41[47]\/|urn:epcglobal:cbv:bt:)/.test(id);
}

function ViewTabs({ id, view, language }: { id: string; view: View; language: Language }) {
  const text = regulatorText[language].history;
  const tabs = views.map((name) => ({
    href: `/history?${new URLSearchParams({ id, view: name })}`,
    label: text.views[name],
    isCurrent: name === view,
  }));
  return <Tabs label={text.title(identifierWords(id))} tabs={tabs} />;
}
