"use client";

import { type FormEvent, useState } from "react";
import type { Failure } from "@/app/browser-client";
import { Button } from "@/app/design/button";
import { ErrorNotice } from "@/app/design/error-notice";
import { Field, SelectInput, TextInput } from "@/app/design/field";
import { Notice } from "@/app/design/notice";
import { erasureText } from "@/app/texts/erasure";
import type { Language } from "@/app/texts/language";
import { erasureReasons } from "@/lib/membership/erasure-reasons";

/** What an erasure takes and leaves, its reason, and the event's number typed once more. */
export function EraseForm({
  event,
  related,
  isBusy,
  failure,
  language,
  onSubmit,
}: {
  event: string;
  /** Other events that repeat its content. */
  related: readonly string[];
  isBusy: boolean;
  failure: Failure | undefined;
  language: Language;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
}) {
  const { dialog: text, reasons } = erasureText[language];
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const isConfirmed = reason !== "" && typed.trim() === event;
  return (
    <form onSubmit={onSubmit} className="grid gap-5">
      <p className="text-ink-soft">{text.intro}</p>
      {failure === undefined ? null : <ErrorNotice title={text.refused} detail={failure.message} />}
      <div className="grid gap-4 sm:grid-cols-2">
        <Lines title={text.goes.title} lines={text.goes.lines} />
        <Lines title={text.stays.title} lines={text.stays.lines} />
      </div>
      {related.length === 0 ? null : <Notice tone="caution">{text.related(related.join(", "))}</Notice>}
      <Field label={text.reason} hint={text.reasonHint}>
        {(described) => (
          <SelectInput
            {...described}
            name="reason"
            required
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          >
            <option value="" disabled>
              {text.choose}
            </option>
            {erasureReasons.map((code) => (
              <option key={code} value={code}>
                {reasons[code]}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
      <Field label={text.confirm(event)} hint={text.confirmHint}>
        {(described) => (
          <TextInput
            {...described}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            autoComplete="off"
            spellCheck={false}
            inputMode="decimal"
            className="figures font-mono"
          />
        )}
      </Field>
      <div>
        <Button type="submit" kind="seal" disabled={!isConfirmed || isBusy}>
          {text.erase}
        </Button>
      </div>
    </form>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <div className="min-w-0">
      <h3 className="text-small font-semibold">{title}</h3>
      <ul className="mt-1.5 grid list-disc gap-1 pl-4 text-small text-ink-soft">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
