import type { Outputs } from "@/app/browser-client";
import { Badge } from "@/app/design/badge";
import { Notice } from "@/app/design/notice";
import { Cell, HeadCell, Row, Table } from "@/app/design/table";
import { Time } from "@/app/design/time";
import type { Language } from "@/app/texts/language";
import { ledgerText } from "@/app/texts/ledger";

type Overview = Outputs["log"]["overview"];

/** Who confirms the last checkpoint, and who does not at present. */
export function WitnessList({ overview, language }: { overview: Overview; language: Language }) {
  const text = ledgerText[language].witnesses;
  const { configured, needed, witnesses } = overview.witnessing;
  if (configured === 0) {
    return (
      <Notice tone="plain" title={text.none.title}>
        {text.none.body}
      </Notice>
    );
  }
  const seenAt = new Map(overview.published?.cosigners.map((one) => [one.name, one.seenAt]));
  return (
    <>
      <p className="pb-3 text-ink-soft">{text.quorum(needed, configured)}</p>
      <Table label={text.title}>
        <thead>
          <tr>
            <HeadCell>{text.columns.name}</HeadCell>
            <HeadCell>{text.columns.state}</HeadCell>
            <HeadCell>{text.columns.seen}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {witnesses.map(({ name, trouble }) => {
            const seen = seenAt.get(name);
            return (
              <Row key={name}>
                <Cell className="font-mono text-small break-all">{name}</Cell>
                <Cell>
                  {seen === undefined ? (
                    <Badge tone="caution">{trouble ?? text.waiting}</Badge>
                  ) : (
                    <Badge tone="good">{text.cosigned}</Badge>
                  )}
                </Cell>
                <Cell>{seen === undefined ? "—" : <Time at={seen} language={language} />}</Cell>
              </Row>
            );
          })}
        </tbody>
      </Table>
    </>
  );
}
