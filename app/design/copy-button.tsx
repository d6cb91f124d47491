"use client";

import { useEffect, useState } from "react";
import { Button } from "./button";
import { Icon } from "./icons";

/** Copies `text`, and says that it did, for two seconds. Without a clipboard (plain http) it selects nothing and says so. */
export function CopyButton({
  text,
  label,
  doneLabel,
  failedLabel,
}: {
  text: string;
  label: string;
  doneLabel: string;
  failedLabel: string;
}) {
  const [outcome, setOutcome] = useState<"none" | "done" | "failed">("none");
  useEffect(() => {
    if (outcome === "none") return;
    const timer = setTimeout(() => setOutcome("none"), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("done");
    } catch {
      setOutcome("failed");
    }
  };
  return (
    <Button kind="quiet" size="small" onClick={() => void copy()}>
      <Icon name={outcome === "done" ? "check" : "copy"} size={14} />
      <span aria-live="polite">{{ none: label, done: doneLabel, failed: failedLabel }[outcome]}</span>
    </Button>
  );
}
