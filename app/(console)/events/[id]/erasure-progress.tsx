"use client";

import { Button } from "@/app/design/button";
import { Icon } from "@/app/design/icons";
import { Notice } from "@/app/design/notice";
import { erasureText } from "@/app/texts/erasure";
import type { Language } from "@/app/texts/language";
import type { ErasureStatus } from "./erase-event";

/** How far an erasure is: the ledger's part is over when this appears, the database's is told step by step. */
export function ErasureProgress({ status, language }: { status: ErasureStatus; language: Language }) {
  const { progress: text } = erasureText[language];
  const { database } = status;
  const isDone = database?.state === "forgotten";
  const step = database?.step as keyof typeof text.steps | null | undefined;
  return (
    <div className="grid gap-5" aria-live="polite">
      <ol className="grid gap-3">
        <Step isDone label={text.ledger} />
        <Step isDone={isDone} label={text.database}>
          {isDone ? null : (
            <>
              <progress
                className="mt-2 block h-2 w-full overflow-hidden rounded-full accent-(--link)"
                value={database?.done ?? 0}
                max={database?.of ?? 1}
                aria-label={text.database}
              />
              <span className="text-small text-ink-faint">
                {step === null || step === undefined ? null : text.steps[step]}
              </span>
            </>
          )}
        </Step>
      </ol>
      {database?.error == null ? null : (
        <Notice tone="caution" title={text.again}>
          <p className="break-words font-mono text-small">{database.error}</p>
        </Notice>
      )}
      {isDone && database.left.length > 0 ? (
        <Notice tone="caution" title={text.left}>
          <ul className="list-disc pl-4 text-small">
            {database.left.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {isDone ? (
        <>
          <Notice tone="good" title={text.done} />
          <div>
            <Button kind="ink" onClick={() => location.reload()}>
              {text.toEvent}
            </Button>
          </div>
        </>
      ) : (
        <p className="text-small text-ink-faint">{text.closeHint}</p>
      )}
    </div>
  );
}

function Step({ isDone, label, children }: { isDone: boolean; label: string; children?: React.ReactNode }) {
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)] gap-x-3">
      <span className={isDone ? "mt-1 text-good" : "mt-1 text-ink-faint"}>
        <Icon name={isDone ? "check" : "info"} size={14} />
      </span>
      <div>
        {label}
        {children}
      </div>
    </li>
  );
}
