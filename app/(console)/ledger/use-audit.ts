"use client";

import { useCallback, useEffect, useState } from "react";
import { browserClient, failureOf, type Outputs } from "@/app/browser-client";

type Audit = Outputs["log"]["audit"];

const askEveryMs = 700;

/** How the audit stands: asked again and again while one is under way. */
export function useAudit(initial: Audit) {
  const [audit, setAudit] = useState(initial);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isUnreachable, setUnreachable] = useState(false);
  const isRunning = audit.running !== null;

  useEffect(() => {
    if (!isRunning) return;
    let isOver = false;
    const timer = setInterval(async () => {
      try {
        const answer = await browserClient.log.audit.query();
        if (isOver) return;
        setAudit(answer);
        setUnreachable(false);
      } catch {
        if (!isOver) setUnreachable(true);
      }
    }, askEveryMs);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [isRunning]);

  const start = useCallback(async (isResumed: boolean) => {
    setRefusal(null);
    try {
      setAudit(await browserClient.log.startAudit.mutate({ isResumed }));
    } catch (error) {
      setRefusal(failureOf(error).message);
    }
  }, []);

  return { audit, start, refusal, isUnreachable };
}
