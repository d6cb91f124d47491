import type { Metadata } from "next";
import { LinkButton } from "@/app/design/button";
import { EmptyState } from "@/app/design/empty-state";
import { Icon } from "@/app/design/icons";
import { PageHead } from "@/app/design/page-head";
import { pageCaller } from "@/app/page-caller";
import { requestLanguage } from "@/app/preferences";
import type { Language } from "@/app/texts/language";
import { lotsText } from "@/app/texts/lots";
import { LotsFilter } from "./lots-filter";
import { LotsTable } from "./lots-table";

/** What the address of the list carries. */
export type LotsParameters = Partial<Record<"q" | "gtin" | "cursor", string>>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: lotsText[await requestLanguage()].list.title };
}

/** The lots of the signed-in member, newest first. */
export default async function LotsPage({ searchParams }: { searchParams: Promise<LotsParameters> }) {
  const [language, asked, caller] = await Promise.all([requestLanguage(), searchParams, pageCaller()]);
  const [page, products, me] = await Promise.all([
    caller.lots.list(given({ text: asked.q, gtin: asked.gtin, cursor: asked.cursor })),
    caller.products.list(),
    caller.auth.me(),
  ]);
  const text = lotsText[language].list;
  const isFiltered = Boolean(asked.q || asked.gtin);
  const isMaker = me?.roles.includes("manufacturer") ?? false;
  const older = new URLSearchParams(given({ ...asked, cursor: page.next ?? "" }));
  return (
    <>
      <PageHead
        title={text.title}
        intro={text.intro(page.lots.length)}
        actions={
          isMaker ? (
            <LinkButton href="/lots/new" kind="ink">
              <Icon name="plus" />
              {text.log}
            </LinkButton>
          ) : null
        }
      />
      {page.lots.length > 0 || isFiltered ? (
        <LotsFilter language={language} asked={asked} products={products} />
      ) : null}
      {page.lots.length === 0 ? (
        <NoLots language={language} isFiltered={isFiltered} isMaker={isMaker} />
      ) : (
        <LotsTable lots={page.lots} language={language} />
      )}
      <nav className="flex gap-6 pt-5 text-small">
        {asked.cursor === undefined ? null : (
          <LinkButton href="/lots" size="small">
            {text.newest}
          </LinkButton>
        )}
        {page.next === null ? null : (
          <LinkButton href={`/lots?${older}`} size="small">
            {text.older}
            <Icon name="arrow" size={14} />
          </LinkButton>
        )}
      </nav>
    </>
  );
}

/** Leaves out what is absent or empty. */
function given<K extends string>(values: { [P in K]?: string | undefined }): { [P in K]?: string } {
  const entries = Object.entries<string | undefined>(values).filter(([, value]) => Boolean(value));
  return Object.fromEntries(entries) as { [P in K]?: string };
}

/** Why the list is empty, and what to do about it. */
function NoLots({
  language,
  isFiltered,
  isMaker,
}: {
  language: Language;
  isFiltered: boolean;
  isMaker: boolean;
}) {
  const text = lotsText[language].list;
  if (isFiltered) {
    return (
      <EmptyState
        title={text.noneFound.title}
        action={<LinkButton href="/lots">{text.filter.clear}</LinkButton>}
      >
        {text.noneFound.body}
      </EmptyState>
    );
  }
  return isMaker ? (
    <EmptyState
      title={text.empty.title}
      action={
        <LinkButton href="/lots/new" kind="ink">
          {text.log}
        </LinkButton>
      }
    >
      {text.empty.body}
    </EmptyState>
  ) : (
    <EmptyState
      title={text.emptyPartner.title}
      action={<LinkButton href="/capture">{text.emptyPartner.action}</LinkButton>}
    >
      {text.emptyPartner.body}
    </EmptyState>
  );
}
