"use client";

import { useEffect, useState } from "react";
import { browserClient, type Outputs } from "@/app/browser-client";
import { classNames } from "@/app/design/class-names";
import { type EntryState, SealState } from "@/app/design/state-tag";
import type { Language } from "@/app/texts/language";
import { type LotsText, lotsText } from "@/app/texts/lots";

type Receipt = NonNullable<Outputs["lots"]["get"]["receipt"]>;

const order: EntryState[] = ["accepted", "published", "final"];
const askAgainMs = 1500;

type Progress = Pick<Receipt, "state" | "witnesses">;

/** Whether an entry will come no further than it is. */
function isLast({ state, witnesses }: Progress): boolean {
  return state === "final" || (state === "published" && witnesses.needed === 0);
}

/** Asks how far an entry has come until it comes no further; the server holds each question until it does, or a while. */
function useProgress(receipt: Receipt) {
  const [progress, setProgress] = useState<Progress>(receipt);
  const [isStuck, setStuck] = useState(false);
  const { leafIndex } = receipt;
  const isWaiting = !isLast(progress);
  useEffect(() => {
    if (!isWaiting) return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      try {
        const answer = await browserClient.capture.status.query({ leafIndex, waitMs: 5000 });
        if (isOver) return;
        setProgress(answer);
        setStuck(false);
        if (isLast(answer)) return;
      } catch {
        if (isOver) return;
        setStuck(true);
      }
      timer = setTimeout(() => void ask(), askAgainMs);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [leafIndex, isWaiting]);
  return { ...progress, isStuck };
}

function finalBody({ state, witnesses }: Progress, text: LotsText["receipt"]["steps"]["final"]): string {
  const { configured, needed, seen } = witnesses;
  if (configured === 0) return text.none;
  if (needed === 0) return text.noQuorum;
  return state === "final" ? text.body(seen, configured) : text.awaiting(seen, needed);
}

/** The way of an entry as three seals, pressed one after the other: accepted, published, final. */
export function EntryProgress({ receipt, language }: { receipt: Receipt; language: Language }) {
  const { state, witnesses, isStuck } = useProgress(receipt);
  const text = lotsText[language].receipt;
  const reached = order.indexOf(state);
  const { accepted, published, final } = text.steps;
  const bodies: Record<EntryState, string> = {
    accepted: accepted.body,
    published: reached >= 1 ? published.body : published.waiting,
    final: finalBody({ state, witnesses }, final),
  };
  return (
    <section aria-live="polite" aria-label={text.live}>
      <ol className="grid gap-x-8 gap-y-5 sm:grid-cols-3">
        {order.map((step, i) => {
          const isReached = i <= reached;
          return (
            <li
              key={step}
              data-state={step}
              data-reached={isReached}
              className={classNames("border-t-2 pt-3", isReached ? "border-seal" : "border-line")}
            >
              <p className="flex items-center gap-2 font-semibold">
                {isReached ? (
                  <SealState state={step} size={14} />
                ) : (
                  <span
                    className="size-3.5 rounded-tag border border-dashed border-line-strong"
                    aria-hidden="true"
                  />
                )}
                <span className={isReached ? "" : "text-ink-faint"}>{text.steps[step].name}</span>
              </p>
              <p className="mt-1 text-small text-ink-soft">{bodies[step]}</p>
              {isReached ? (
                <Downloads step={step} leafIndex={receipt.leafIndex} text={text.downloads} />
              ) : null}
            </li>
          );
        })}
      </ol>
      {isStuck ? <p className="mt-4 text-small text-caution">{text.stuck}</p> : null}
    </section>
  );
}

/** Files by which the log can be held to what it said, wherever they are kept. */
const files: Record<EntryState, { extension: string; name: keyof LotsText["receipt"]["downloads"] }[]> = {
  accepted: [{ extension: "promise", name: "promise" }],
  published: [
    { extension: "scitt", name: "statement" },
    { extension: "tlog-proof", name: "tlogProof" },
  ],
  final: [],
};

function Downloads({
  step,
  leafIndex,
  text,
}: {
  step: EntryState;
  leafIndex: number;
  text: LotsText["receipt"]["downloads"];
}) {
  return files[step].map(({ extension, name }) => (
    <a
      key={extension}
      className="mt-1 mr-4 inline-block text-small text-link underline"
      href={`/proof/${leafIndex}.${extension}`}
      download
    >
      {text[name]}
    </a>
  ));
}
