"use client";

import type { Outputs } from "@/app/browser-client";
import { Button } from "@/app/design/button";
import { classNames } from "@/app/design/class-names";
import { formatNumber } from "@/app/design/format";
import { Notice } from "@/app/design/notice";
import type { Language } from "@/app/texts/language";
import { ledgerText } from "@/app/texts/ledger";
import { AuditResult } from "./audit-result";
import { useAudit } from "./use-audit";

type Audit = Outputs["log"]["audit"];

/** The last audit, the one under way, and the button that starts one. */
export function AuditPanel({ initial, language }: { initial: Audit; language: Language }) {
  const text = ledgerText[language].audit;
  const { audit, start, refusal, isUnreachable } = useAudit(initial);
  const { running, last, resumeSize } = audit;
  return (
    <div className="grid gap-5">
      {refusal === null ? null : (
        <Notice tone="wrong" title={text.refused} isAlert>
          {refusal}
        </Notice>
      )}
      {isUnreachable ? <Notice tone="caution" title={text.unreachable} isAlert /> : null}
      {running === null ? null : <RunningAudit running={running} language={language} />}
      {last === null ? (
        running === null && (
          <div>
            <p className="font-semibold">{text.never.title}</p>
            <p className="text-ink-soft">{text.never.body}</p>
          </div>
        )
      ) : (
        <AuditResult record={last} language={language} />
      )}
      <div className="flex flex-wrap gap-2">
        <Button kind="ink" onClick={() => start(false)} disabled={running !== null}>
          {text.run}
        </Button>
        {resumeSize === null ? null : (
          <Button onClick={() => start(true)} disabled={running !== null}>
            {text.runSince(formatNumber(language, resumeSize - 1))}
          </Button>
        )}
      </div>
    </div>
  );
}

function RunningAudit({ running, language }: { running: NonNullable<Audit["running"]>; language: Language }) {
  const text = ledgerText[language].audit;
  const { stage, checked, total, errors } = running;
  const number = (value: number) => formatNumber(language, value);
  const share = total === 0 ? 0 : Math.min(1, checked / total);
  return (
    <section aria-label={text.running} className="grid gap-2 rounded-box border border-line bg-sheet p-4">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="font-semibold">{text.running}</span>
        <span className={errors === 0 ? "text-small text-ink-soft" : "text-small text-wrong"}>
          {text.foundSoFar(errors)}
        </span>
      </p>
      <progress
        value={share}
        max={1}
        aria-label={text.stages[stage]}
        className={classNames(
          "h-2 w-full appearance-none overflow-hidden rounded-full bg-wash",
          "[&::-webkit-progress-bar]:bg-wash [&::-webkit-progress-value]:bg-link [&::-moz-progress-bar]:bg-link",
        )}
      />
      <p className="figures flex flex-wrap justify-between gap-x-4 text-small text-ink-soft">
        <span>{text.stages[stage]}</span>
        {total === 0 ? null : <span>{text.progress(number(checked), number(total))}</span>}
      </p>
    </section>
  );
}
