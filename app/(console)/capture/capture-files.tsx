"use client";

import { type DragEvent, useCallback, useRef, useState } from "react";
import { browserClient, failureOf } from "@/app/browser-client";
import { classNames } from "@/app/design/class-names";
import { FileButton } from "@/app/design/file-button";
import { captureText } from "@/app/texts/capture";
import type { Language } from "@/app/texts/language";
import { type CapturedFile, type EventProblem, FileResult } from "./file-result";

const fileBytesMax = 16 * 1024 * 1024;

/** The problems a refusal lists; none when it lists none. */
function problemsIn(details: unknown): EventProblem[] {
  if (!Array.isArray(details)) return [];
  return details.filter((one): one is EventProblem => typeof one?.path === "string" && "expected" in one);
}

/** Sends one file and tells what became of it. */
async function capture(file: File, tooLarge: string): Promise<CapturedFile["result"]> {
  if (file.size > fileBytesMax) return { state: "refused", message: tooLarge, problems: [] };
  try {
    const receipt = await browserClient.capture.submit.mutate({ document: await file.text() });
    return { state: "accepted", receipt };
  } catch (error) {
    const { code, message, details } = failureOf(error);
    return code === "unreachable"
      ? { state: "unreachable" }
      : { state: "refused", message, problems: problemsIn(details) };
  }
}

/** Takes files one after the other, in the order they were given. */
function useCaptures(language: Language) {
  const [files, setFiles] = useState<CapturedFile[]>([]);
  const queue = useRef(Promise.resolve());
  const next = useRef(0);
  const take = useCallback(
    (given: File[]): void => {
      for (const file of given) {
        const id = next.current++;
        const put = (result: CapturedFile["result"]): void =>
          setFiles((all) => all.map((one) => (one.id === id ? { ...one, result } : one)));
        setFiles((all) => [{ id, name: file.name, result: { state: "reading" } }, ...all]);
        queue.current = queue.current.then(async () => {
          put({ state: "sending" });
          put(await capture(file, captureText[language].tooLarge));
        });
      }
    },
    [language],
  );
  return { files, take };
}

/** Where files are dropped, and what became of each. */
export function CaptureFiles({ language }: { language: Language }) {
  const text = captureText[language];
  const { files, take } = useCaptures(language);
  const [isOver, setOver] = useState(false);
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take([...event.dataTransfer.files]);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button does the same by keyboard */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        className={classNames(
          "grid justify-items-center gap-3 rounded-box border border-dashed px-6 py-14 text-center",
          isOver ? "border-link bg-link-wash" : "border-line-strong bg-sheet",
        )}
      >
        <p className="font-serif text-title font-semibold">{text.drop.title}</p>
        <p className="text-small text-ink-faint">{text.drop.body}</p>
        <FileButton
          label={text.drop.choose}
          accept=".json,.jsonld,application/json,application/ld+json"
          isMultiple
          onFiles={take}
        />
      </div>
      <ul aria-live="polite" className="mt-8 grid gap-8">
        {files.map((file) => (
          <FileResult key={file.id} file={file} language={language} />
        ))}
      </ul>
    </>
  );
}
