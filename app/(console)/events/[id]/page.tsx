import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { Outputs } from "@/app/browser-client";
import { ErasedNotice } from "@/app/components/erasure-notice";
import { LinkButton } from "@/app/design/button";
import { Code } from "@/app/design/code";
import { type Fact, Facts } from "@/app/design/facts";
import { Notice } from "@/app/design/notice";
import { PageHead } from "@/app/design/page-head";
import { Section } from "@/app/design/section";
import { StateTag } from "@/app/design/state-tag";
import { Cell, HeadCell, Row, Table } from "@/app/design/table";
import { Time } from "@/app/design/time";
import { pageCaller } from "@/app/page-caller";
import { requestLanguage } from "@/app/preferences";
import { erasureText } from "@/app/texts/erasure";
import { type Language, textIn } from "@/app/texts/language";
import { regulatorText } from "@/app/texts/regulator";
import { EraseEvent } from "./erase-event";
import { ProofCheck } from "./proof-check";

type Dossier = Outputs["trace"]["event"];

export async function generateMetadata({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> {
  const { id } = await params;
  return { title: regulatorText[await requestLanguage()].event.title(id) };
}

/** One event whole: every field, who signed it, where it stands in the log, and its proof. */
export default async function EventPage({ params }: { params: Promise<{ id: string }> }) {
  const [language, { id }, caller] = await Promise.all([requestLanguage(), params, pageCaller()]);
  const [dossier, principal] = await Promise.all([
    found(caller.trace.event({ id: decodeURIComponent(id) })),
    caller.auth.me(),
  ]);
  const text = regulatorText[language];
  const existence = erasureText[language].existence;
  return (
    <>
      <PageHead
        over={dossier.fields === null ? text.history.erased : dossier.type}
        title={text.event.title(dossier.id)}
        actions={<Actions dossier={dossier} iss={principal?.iss} language={language} />}
      />
      <Warnings dossier={dossier} language={language} />
      <Section title={text.event.signature} intro={text.event.signatureIntro}>
        <Facts facts={signatureFacts(dossier, language)} columns={2} />
      </Section>
      <Section title={text.event.log} intro={text.event.logIntro}>
        <Facts facts={logFacts(dossier, language)} columns={2} />
      </Section>
      {dossier.fields === null ? (
        <Section title={existence.title} intro={existence.intro}>
          <ProofCheck
            eventId={dossier.id}
            erasedRoot={dossier.log.eventRoot}
            isFinal={dossier.state === "final"}
            witnesses={dossier.witnesses}
            language={language}
          />
        </Section>
      ) : (
        <Section title={text.proof.title} intro={text.proof.intro}>
          <ProofCheck
            eventId={dossier.id}
            isFinal={dossier.state === "final"}
            witnesses={dossier.witnesses}
            language={language}
          />
        </Section>
      )}
      {dossier.fields === null ? null : (
        <Section title={text.event.fields} intro={text.event.fieldsIntro(dossier.fields.length)} wide>
          <FieldTable fields={dossier.fields} language={language} />
        </Section>
      )}
    </>
  );
}

/** An event that is not in the log, or an id that cannot be one, is a page not found. */
async function found<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "NOT_FOUND" || code === "BAD_REQUEST") notFound();
    throw error;
  }
}

/** Its own member may erase it; of an erased one there is a page for everybody. */
function Actions({
  dossier,
  iss,
  language,
}: {
  dossier: Dossier;
  iss: string | undefined;
  language: Language;
}) {
  if (dossier.fields === null) {
    return (
      <LinkButton href={`/erased/${dossier.id}`}>{erasureText[language].existence.publicPage}</LinkButton>
    );
  }
  return iss === dossier.issuer.iss ? <EraseEvent event={dossier.id} language={language} /> : null;
}

function Warnings({ dossier, language }: { dossier: Dossier; language: Language }) {
  const text = regulatorText[language].event;
  const mirror = dossier.mirror === "same" ? null : text.mirror[dossier.mirror];
  return (
    <>
      {mirror === null ? null : (
        <Notice tone={dossier.mirror === "behind" ? "info" : "wrong"} title={mirror.title} className="mb-6">
          <p>{mirror.body}</p>
        </Notice>
      )}
      {dossier.fields === null ? (
        <ErasedNotice erasure={dossier.erasure} language={language} className="mb-6" />
      ) : null}
    </>
  );
}

function signatureFacts({ issuer, eventTime, eventTimeZoneOffset }: Dossier, language: Language): Fact[] {
  const names = regulatorText[language].event.facts;
  const name = issuer.name === null ? issuer.iss : textIn(language, issuer.name);
  const happened = { offset: eventTimeZoneOffset ?? undefined };
  return [
    { key: "by", term: names.signedBy, value: name },
    {
      key: "time",
      term: names.eventTime,
      value: eventTime === null ? "—" : <Time at={eventTime} language={language} {...happened} />,
    },
    { key: "at", term: names.signedAt, value: <Time at={issuer.signedAt} language={language} /> },
    { key: "seq", term: names.seq, value: <span className="figures">{issuer.seq}</span> },
    { key: "kid", term: `${names.key} (${issuer.algorithm})`, value: <Code>{issuer.kid}</Code> },
    { key: "iss", term: "iss", value: <Code>{issuer.iss}</Code> },
  ];
}

function stateLabel({ state, witnesses }: Dossier, language: Language): string {
  const { states, cosigned } = regulatorText[language].event;
  if (state === "accepted") return states.accepted;
  if (state === "published" && witnesses.needed === 0) return states.noWitnesses;
  return `${states[state]} · ${cosigned(witnesses.seen, witnesses.needed)}`;
}

function logFacts(dossier: Dossier, language: Language): Fact[] {
  const { facts: names } = regulatorText[language].event;
  const { log } = dossier;
  return [
    { key: "entry", term: names.entry, value: <span className="figures">{dossier.id}</span> },
    {
      key: "state",
      term: names.state,
      value: <StateTag state={dossier.state} label={stateLabel(dossier, language)} />,
    },
    { key: "record", term: names.recordTime, value: <Time at={dossier.recordTime} language={language} /> },
    { key: "size", term: names.treeSize, value: <span className="figures">{log.treeSize}</span> },
    { key: "leaf", term: names.leafHash, value: <Code>{log.leafHash}</Code> },
    { key: "root", term: names.eventRoot, value: <Code>{log.eventRoot}</Code> },
    { key: "origin", term: names.origin, value: <Code>{log.origin}</Code> },
    { key: "bytes", term: names.bytes, value: <span className="figures">{log.statementBytes}</span> },
  ];
}

function FieldTable({ fields, language }: { fields: NonNullable<Dossier["fields"]>; language: Language }) {
  const text = regulatorText[language].event;
  return (
    <Table label={text.fieldsIntro(fields.length)}>
      <thead>
        <tr>
          <HeadCell>{text.fieldColumns.pointer}</HeadCell>
          <HeadCell>{text.fieldColumns.value}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ pointer, value }) => (
          <Row key={pointer}>
            <Cell className="w-28 sm:w-64">
              <Code>{pointer}</Code>
            </Cell>
            <Cell>
              <FieldValue value={value} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}

/** Long values, such as an hour of readings, are folded; short ones stand as they are. */
function FieldValue({ value }: { value: unknown }) {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text.length <= 300) return <Code>{text}</Code>;
  return (
    <details>
      <summary className="text-link">
        <Code>{text.slice(0, 120)}…</Code>
      </summary>
      <pre className="mt-2 max-h-96 overflow-auto font-mono text-note">{JSON.stringify(value, null, 2)}</pre>
    </details>
  );
}
