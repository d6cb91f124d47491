import Link from "next/link";
import type { Outputs } from "@/app/browser-client";
import { Cell, HeadCell, Row, Table } from "@/app/design/table";
import { Time } from "@/app/design/time";
import { erasureText, reasonWords } from "@/app/texts/erasure";
import type { Language } from "@/app/texts/language";

/** What a member has erased, newest first, folded away; nothing where it has erased nothing. */
export function ErasureList({
  erasures,
  language,
}: {
  erasures: Outputs["trace"]["history"]["erasures"];
  language: Language;
}) {
  if (erasures.length === 0) return null;
  const text = erasureText[language];
  return (
    <details className="max-w-4xl border-t border-line py-4">
      <summary className="font-semibold">
        {text.history.title} <span className="figures font-normal text-ink-faint">({erasures.length})</span>
      </summary>
      <p className="mt-1 mb-4 max-w-(--measure) text-small text-ink-faint">{text.history.intro}</p>
      <Table label={text.history.title}>
        <thead>
          <tr>
            <HeadCell>{text.history.columns.event}</HeadCell>
            <HeadCell>{text.history.columns.at}</HeadCell>
            <HeadCell>{text.history.columns.reason}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {erasures.map(({ event, at, reason }) => (
            <Row key={event}>
              <Cell>
                <Link href={`/events/${event}`} className="figures text-link hover:underline">
                  {event}
                </Link>
              </Cell>
              <Cell>
                <Time at={at} language={language} />
              </Cell>
              <Cell>{reasonWords(text, reason)}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </details>
  );
}
