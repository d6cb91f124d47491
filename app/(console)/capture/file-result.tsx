import type { Outputs } from "@/app/browser-client";
import { Badge } from "@/app/design/badge";
import { Code } from "@/app/design/code";
import { Notice } from "@/app/design/notice";
import { Cell, HeadCell, Row, Table } from "@/app/design/table";
import { captureText } from "@/app/texts/capture";
import type { Language } from "@/app/texts/language";

type Receipt = Outputs["capture"]["submit"];

/** One thing wrong with one event, as the parser tells it. */
export interface EventProblem {
  /** Place of the event in the document, from 0; null for the document itself. */
  eventIndex: number | null;
  /** JSONPath. */
  path: string;
  expected: string;
  got: string;
}

/** A file and what became of it. */
export interface CapturedFile {
  id: number;
  name: string;
  result:
    | { state: "reading" | "sending" | "unreachable" }
    | { state: "accepted"; receipt: Receipt }
    | { state: "refused"; message: string; problems: EventProblem[] };
}

const tones = {
  reading: "plain",
  sending: "plain",
  accepted: "good",
  refused: "wrong",
  unreachable: "caution",
} as const;

const eventsShownMax = 200;

/** One file: its name, what became of it, and of each of its events. */
export function FileResult({ file, language }: { file: CapturedFile; language: Language }) {
  const text = captureText[language];
  const { name, result } = file;
  return (
    <li>
      <div className="mb-2 flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h2 className="min-w-0 font-mono text-text font-semibold break-all">{name}</h2>
        <Badge tone={tones[result.state]}>{text.states[result.state]}</Badge>
        {result.state === "accepted" ? <Totals receipt={result.receipt} language={language} /> : null}
      </div>
      {result.state === "refused" ? (
        <Notice tone="wrong" title={text.refusedBody}>
          {result.problems.length === 0 ? (
            <p className="mt-1 font-mono text-small break-words">{result.message}</p>
          ) : (
            <Problems problems={result.problems} language={language} />
          )}
        </Notice>
      ) : null}
      {result.state === "unreachable" ? <Notice tone="caution">{text.unreachableBody}</Notice> : null}
      {result.state === "accepted" ? (
        <Events name={name} receipt={result.receipt} language={language} />
      ) : null}
    </li>
  );
}

/** What is wrong, event by event. */
function Problems({ problems, language }: { problems: EventProblem[]; language: Language }) {
  const text = captureText[language];
  return (
    <ul className="mt-2 grid gap-2 text-small">
      {problems.map((problem) => (
        <li key={`${problem.path} ${problem.expected}`}>
          {problem.eventIndex === null ? null : (
            <span className="font-semibold">{text.eventNumber(problem.eventIndex + 1)} </span>
          )}
          <Code>{problem.path}</Code>
          <span className="block text-ink-soft">{text.expected(problem.expected, problem.got)}</span>
        </li>
      ))}
    </ul>
  );
}

/** How many events there were, how many of them known. */
function Totals({ receipt, language }: { receipt: Receipt; language: Language }) {
  const text = captureText[language];
  const known = receipt.events.filter((event) => event.isDuplicate).length;
  const words = [
    text.events(receipt.events.length),
    known === 0 ? null : text.known(known),
    known === receipt.events.length ? null : text.entry(receipt.leafIndex),
  ];
  return <span className="figures text-small text-ink-soft">{words.filter(Boolean).join(" · ")}</span>;
}

/** The events of a file, each with its place in the log. */
function Events({ name, receipt, language }: { name: string; receipt: Receipt; language: Language }) {
  const text = captureText[language];
  const shown = receipt.events.slice(0, eventsShownMax);
  return (
    <>
      <Table label={text.table(name)}>
        <thead>
          <tr>
            <HeadCell>{text.columns.event}</HeadCell>
            <HeadCell>{text.columns.eventID}</HeadCell>
            <HeadCell>{text.columns.outcome}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {shown.map((event) => (
            <Row key={event.id}>
              <Cell className="figures font-mono text-small">{event.id}</Cell>
              <Cell>
                <Code className="line-clamp-1 text-small text-ink-soft">{event.eventID}</Code>
              </Cell>
              <Cell className="whitespace-nowrap">
                {event.isDuplicate ? text.outcome.known : text.outcome.fresh}
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
      {receipt.events.length > shown.length ? (
        <p className="mt-2 text-small text-ink-faint">{text.more(receipt.events.length - shown.length)}</p>
      ) : null}
    </>
  );
}
