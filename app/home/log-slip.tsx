"use client";

import { useEffect, useState } from "react";
import { formatNumber } from "../design/format";
import { type HomeText, homeText } from "../texts/home";
import type { Language } from "../texts/language";

interface Checkpoint {
  origin: string;
  size: number;
  rootHash: string;
  /** The first signature line, without its dash. */
  signature: string;
}

const pollMs = 3000;

/** Reads the lines of a checkpoint (c2sp.org/tlog-checkpoint) for showing; nothing is verified here. */
function readCheckpoint(text: string): Checkpoint | undefined {
  const [origin, size, rootHash] = text.split("\n");
  const signature = text.split("\n").find((line) => line.startsWith("— "));
  if (origin === undefined || !/^\d+$/.test(size ?? "") || rootHash === undefined) return undefined;
  return { origin, size: Number(size), rootHash, signature: signature?.slice(2) ?? "" };
}

/** Asks the log for its checkpoint every few seconds while the page is seen; null after a failed request. */
function useCheckpoint(): Checkpoint | null | undefined {
  const [checkpoint, setCheckpoint] = useState<Checkpoint | null>();
  useEffect(() => {
    const stop = new AbortController();
    const ask = async (): Promise<void> => {
      if (document.hidden) return;
      try {
        const response = await fetch("/log/checkpoint", { cache: "no-store", signal: stop.signal });
        setCheckpoint(response.ok ? (readCheckpoint(await response.text()) ?? null) : null);
      } catch {
        if (!stop.signal.aborted) setCheckpoint(null);
      }
    };
    void ask();
    const timer = setInterval(() => void ask(), pollMs);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, []);
  return checkpoint;
}

/** One line of the checkpoint, in the face of machines. */
function Line({ term, value }: { term: string; value: string }) {
  return (
    <div>
      <dt className="text-note text-on-slip-soft">{term}</dt>
      <dd className="font-mono text-small leading-relaxed break-all">{value}</dd>
    </div>
  );
}

/** The latest checkpoint of the log, as a rubbing is taken from a stone: the size large, the rest as it stands. */
export function LogSlip({ language }: { language: Language }) {
  const checkpoint = useCheckpoint();
  const text: HomeText["slip"] = homeText[language].slip;
  return (
    <section aria-labelledby="slip" className="rounded-box bg-slip p-6 text-on-slip sm:p-8">
      <div className="flex items-baseline justify-between gap-4">
        <h2 id="slip" className="text-small text-on-slip-soft">
          {text.title}
        </h2>
        <a
          href="/log/checkpoint"
          className="inline-flex min-h-6 items-center text-small underline decoration-on-slip-soft underline-offset-4 hover:decoration-on-slip"
        >
          {text.raw}
        </a>
      </div>
      {checkpoint === undefined || checkpoint === null ? (
        <p className="mt-6 min-h-56 text-on-slip-soft">
          {checkpoint === null ? text.unreachable : text.waiting}
        </p>
      ) : (
        <>
          <p className="mt-5 flex flex-wrap items-baseline gap-x-3">
            <span className="figures font-serif text-poster font-semibold">
              {formatNumber(language, checkpoint.size)}
            </span>
            <span className="text-on-slip-soft">{text.entries(checkpoint.size)}</span>
          </p>
          <dl className="mt-6 grid gap-3.5">
            <Line term={text.origin} value={checkpoint.origin} />
            <Line term={text.rootHash} value={checkpoint.rootHash} />
            <Line term={text.signature} value={checkpoint.signature} />
          </dl>
        </>
      )}
    </section>
  );
}
