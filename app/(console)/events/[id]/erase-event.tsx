"use client";

import { type FormEvent, useState } from "react";
import { browserClient, type Failure, failureOf, type Outputs } from "@/app/browser-client";
import { Button } from "@/app/design/button";
import { Dialog } from "@/app/design/dialog";
import { commonText } from "@/app/texts/common";
import { type ErasureText, erasureText } from "@/app/texts/erasure";
import type { Language } from "@/app/texts/language";
import type { ErasureReason } from "@/lib/membership/erasure-reasons";
import { EraseForm } from "./erase-form";
import { ErasureProgress } from "./erasure-progress";

export type ErasureStatus = Outputs["erasure"]["status"];

/** How often the database's part is asked after, ms. */
const pollMs = 400;

/** Erasing an event of one's own: what goes and what stays, why, a typed confirmation, and how far it is. */
export function EraseEvent({ event, language }: { event: string; language: Language }) {
  const [isOpen, setOpen] = useState(false);
  const [related, setRelated] = useState<string[]>([]);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const [status, setStatus] = useState<ErasureStatus>();
  const text = erasureText[language];
  const open = () => {
    setOpen(true);
    browserClient.erasure.related.query({ event }).then(setRelated, () => setRelated([]));
  };
  const erase = async (submitted: FormEvent<HTMLFormElement>): Promise<void> => {
    submitted.preventDefault();
    const reason = new FormData(submitted.currentTarget).get("reason") as ErasureReason;
    setBusy(true);
    setFailure(undefined);
    try {
      await browserClient.erasure.erase.mutate({ event, reason });
      await follow(event, setStatus);
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button onClick={open}>{text.open}</Button>
      <Dialog
        isOpen={isOpen}
        onClose={() => (status === undefined ? setOpen(false) : location.reload())}
        title={titleOf(text, event, status)}
        closeLabel={commonText[language].close}
      >
        {status === undefined ? (
          <EraseForm
            event={event}
            related={related}
            isBusy={isBusy}
            failure={failure}
            language={language}
            onSubmit={(submitted) => void erase(submitted)}
          />
        ) : (
          <ErasureProgress status={status} language={language} />
        )}
      </Dialog>
    </>
  );
}

function titleOf(text: ErasureText, event: string, status: ErasureStatus | undefined): string {
  if (status === undefined) return text.dialog.title(event);
  return status.database?.state === "forgotten" ? text.existence.pageTitle(event) : text.progress.title;
}

/** Asks until the database has forgotten. What keeps it from that is shown, and asked after too. */
async function follow(event: string, tell: (status: ErasureStatus) => void): Promise<void> {
  for (;;) {
    // A question that gets no answer says nothing of the erasure, which is in the log.
    const status = await browserClient.erasure.status.query({ event }).catch(() => undefined);
    if (status !== undefined) tell(status);
    if (status?.database?.state === "forgotten") return;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
