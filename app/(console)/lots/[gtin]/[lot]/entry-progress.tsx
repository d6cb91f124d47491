"use client";

import { useEffect, useState } from "react";
import { browserClient, type Outputs } from "@/app/browser-client";
import { classNames } from "@/app/design/class-names";
import { type EntryState, SealState } from "@/app/design/state-tag";
import type { Language } from "@/app/texts/language";
import { lotsText } from "@/app/texts/lots";

type Receipt = NonNullable<Outputs["lots"]["get"]["receipt"]>;

const order: EntryState[] = ["accepted", "published", "final"];
const askAgainMs = 1500;

/** Asks how far an entry has come until it is published; the server holds each question until it is, or a while. */
function useEntryState(receipt: Receipt) {
  const [state, setState] = useState<EntryState>(receipt.state);
  const [isStuck, setStuck] = useState(false);
  const { leafIndex } = receipt;
  const isWaiting = state === "accepted";
  useEffect(() => {
    if (!isWaiting) return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      try {
        const answer = await browserClient.capture.status.query({ leafIndex, waitMs: 5000 });
        if (isOver) return;
        setState(answer.state);
        setStuck(false);
        if (answer.state !== "accepted") return;
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
  return { state, isStuck };
}

/** The way of an entry as three seals, pressed one after the other: accepted, published, final. */
export function EntryProgress({ receipt, language }: { receipt: Receipt; language: Language }) {
  const { state, isStuck } = useEntryState(receipt);
  const text = lotsText[language].receipt;
  const reached = order.indexOf(state);
  const hasWitnesses = receipt.witnesses.configured > 0;
  const { accepted, published, final } = text.steps;
  const bodies: Record<EntryState, string> = {
    accepted: accepted.body,
    published: reached >= 1 ? published.body : published.waiting,
    final: hasWitnesses ? final.body : final.none,
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
            </li>
          );
        })}
      </ol>
      {isStuck ? <p className="mt-4 text-small text-caution">{text.stuck}</p> : null}
    </section>
  );
}
