import type { Outputs } from "@/app/browser-client";
import { Badge } from "@/app/design/badge";
import { Facts } from "@/app/design/facts";
import { formatNumber } from "@/app/design/format";
import { Notice } from "@/app/design/notice";
import { Cell, HeadCell, Row, Table } from "@/app/design/table";
import { Time } from "@/app/design/time";
import type { Language } from "@/app/texts/language";
import { ledgerText } from "@/app/texts/ledger";

type AuditRecord = NonNullable<Outputs["log"]["audit"]["last"]>;

/** Findings shown; the command lists them all. */
const shownMax = 20;

/** How an audit ended: the verdict, what it covers, what it found. */
export function AuditResult({ record, language }: { record: AuditRecord; language: Language }) {
  const text = ledgerText[language].audit;
  const number = (value: number) => formatNumber(language, value);
  const isGood = record.failure === null && record.errors === 0;
  const title =
    record.failure !== null
      ? text.failed
      : isGood
        ? text.good(number(record.to - record.from))
        : text.wrong(record.errors);
  return (
    <div className="grid gap-5">
      <Notice tone={isGood ? "good" : "wrong"} title={title}>
        {record.failure === null ? (
          record.from > 0 && <p className="text-ink-soft">{text.trusted(number(record.from))}</p>
        ) : (
          <p className="font-mono text-small break-all">{record.failure}</p>
        )}
      </Notice>
      {record.failure === null ? <ResultFacts record={record} language={language} /> : null}
      {record.findings.length > 0 ? <FindingTable record={record} language={language} /> : null}
    </div>
  );
}

function ResultFacts({ record, language }: { record: AuditRecord; language: Language }) {
  const text = ledgerText[language].audit;
  const number = (value: number) => <span className="figures">{formatNumber(language, value)}</span>;
  const range = text.range(
    formatNumber(language, record.from),
    formatNumber(language, Math.max(record.from, record.to - 1)),
  );
  const ended = new Date(record.endedAtMs).toISOString();
  const seconds = formatNumber(language, (record.endedAtMs - record.startedAtMs) / 1000, 1);
  const { mirrorRows } = record;
  return (
    <Facts
      columns={3}
      facts={[
        { key: "ended", term: text.facts.ended, value: <Time at={ended} language={language} /> },
        { key: "range", term: text.facts.range, value: <span className="figures">{range}</span> },
        { key: "checkpoint", term: text.facts.checkpoint, value: number(record.checkpointSize) },
        {
          key: "rows",
          term: text.facts.rows,
          value: mirrorRows === null ? text.mirrorLeftOut : number(mirrorRows),
        },
        { key: "erased", term: text.facts.erased, value: number(record.erasedEvents) },
        { key: "took", term: text.facts.took, value: text.seconds(seconds) },
      ]}
    />
  );
}

function FindingTable({ record, language }: { record: AuditRecord; language: Language }) {
  const text = ledgerText[language].audit;
  const wrongFirst = [...record.findings].sort((a, b) => a.severity.localeCompare(b.severity));
  const rest = record.findings.length - shownMax;
  return (
    <div>
      <Table label={text.findings} isLabelShown>
        <thead>
          <tr>
            <HeadCell>{text.columns.where}</HeadCell>
            <HeadCell>{text.columns.what}</HeadCell>
            <HeadCell>{text.columns.remedy}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {wrongFirst.slice(0, shownMax).map(({ severity, where, message, remedy }) => (
            <Row key={`${where} ${message}`}>
              <Cell className="min-w-40 font-mono text-note break-all">{shortPlace(where)}</Cell>
              <Cell className="min-w-56 text-small">
                {severity === "note" ? <Badge>{text.note}</Badge> : null} {message}
              </Cell>
              <Cell className="min-w-44 text-small">{remedy === undefined ? "" : text.remedies[remedy]}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
      {rest > 0 ? <p className="pt-3 text-small text-ink-soft">{text.more(rest)}</p> : null}
    </div>
  );
}

/** A place without the folders that lead to the ledger's. */
function shortPlace(where: string): string {
  return where.replace(/^.*\/ledger\//, "");
}
