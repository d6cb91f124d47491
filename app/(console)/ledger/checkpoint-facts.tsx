import type { Outputs } from "@/app/browser-client";
import { Facts } from "@/app/design/facts";
import { formatNumber } from "@/app/design/format";
import { Time } from "@/app/design/time";
import type { Language } from "@/app/texts/language";
import { ledgerText } from "@/app/texts/ledger";

type Overview = Outputs["log"]["overview"];

/** The last checkpoint and what stands around it. */
export function CheckpointFacts({ overview, language }: { overview: Overview; language: Language }) {
  const text = ledgerText[language];
  const { published, final, witnessing, continues } = overview;
  const number = (value: number) => <span className="figures">{formatNumber(language, value)}</span>;
  if (published === null) return <p className="text-ink-soft">{text.checkpoint.none}</p>;
  const { newestEntryAt } = published;
  const facts = [
    { key: "entries", term: text.facts.entries, value: number(overview.size) },
    { key: "published", term: text.facts.published, value: number(published.size) },
    {
      key: "newest",
      term: text.facts.newest,
      value: newestEntryAt === null ? "—" : <Time at={newestEntryAt} language={language} />,
    },
    {
      key: "root",
      term: text.facts.root,
      isWide: true,
      value: <span className="font-mono text-small break-all">{published.rootHash}</span>,
    },
    {
      key: "origin",
      term: text.facts.origin,
      isWide: true,
      value: (
        <>
          <span className="font-mono text-small break-all">{overview.origin}</span>{" "}
          <a
            href="/log/checkpoint"
            className="ml-1 whitespace-nowrap text-small text-link underline underline-offset-4"
          >
            {text.checkpoint.raw}
          </a>
        </>
      ),
    },
    { key: "mirror", term: text.facts.mirror, value: text.mirrorLag(overview.mirrorLag) },
  ];
  if (continues !== null) {
    const value = <span className="break-all">{text.continues(continues.origin, continues.size)}</span>;
    facts.push({ key: "continues", term: text.facts.continues, isWide: true, value });
  }
  if (witnessing.configured > 0) {
    const value = final === null ? text.checkpoint.noFinal : number(final.size);
    facts.push({ key: "final", term: text.checkpoint.final, value });
  }
  return <Facts facts={facts} columns={3} />;
}
