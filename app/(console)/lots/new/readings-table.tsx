"use client";

import type { ClipboardEvent } from "react";
import { classNames } from "@/app/design/class-names";
import { inputClass } from "@/app/design/field";
import { Icon } from "@/app/design/icons";
import { batchText } from "@/app/texts/batch";
import { commonText } from "@/app/texts/common";
import type { ReadingDraft } from "@/lib/batch/batch-draft";
import { readReadingsCsv } from "@/lib/batch/readings-csv";
import type { BatchForm } from "./batch-form-hook";
import { lineNumber } from "./form-state";

const columns = ["time", "temperature", "humidity"] as const;

/** What is wrong with a line, cell by cell. Lines of a file are judged at once, typed ones when left. */
function lineErrors(form: BatchForm, index: number): Partial<Record<keyof ReadingDraft | "line", string>> {
  const stem = `readings[${index}]`;
  const { problems, language, state } = form;
  const isFile = state.draft.readings.length > 3;
  const errors: Partial<Record<keyof ReadingDraft | "line", string>> = {};
  for (const problem of problems) {
    if (!problem.path.startsWith(stem)) continue;
    const isShown = isFile || form.errorAt(problem.path) !== undefined;
    const cell = (problem.path.slice(stem.length + 1) || "line") as keyof ReadingDraft | "line";
    if (isShown) errors[cell] = batchText[language].problem(problem);
  }
  return errors;
}

/**
 * Lines of readings to type in or to mend.
 * @param indexes the lines to show
 * @param wrongCount how many need mending, when only those are shown
 */
export function ReadingsTable({
  form,
  indexes,
  wrongCount,
}: {
  form: BatchForm;
  indexes: number[];
  wrongCount: number | undefined;
}) {
  const text = batchText[form.language].readings;
  if (indexes.length === 0) return null;
  return (
    <div>
      {wrongCount === undefined ? null : (
        <p role="alert" className="mb-2 text-small font-semibold text-wrong">
          {text.wrongLines(wrongCount)}
        </p>
      )}
      <div className="grid grid-cols-[3.5rem_minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)_2rem] items-center gap-x-2 gap-y-1.5">
        <span />
        {columns.map((column) => (
          <span key={column} className="text-note font-semibold text-ink-faint">
            {text.columns[column]}
          </span>
        ))}
        <span />
        {indexes.map((index) => (
          <Line key={index} form={form} index={index} />
        ))}
      </div>
    </div>
  );
}

/** One line: its number, three cells, the way to take it out, and what is wrong with it. */
function Line({ form, index }: { form: BatchForm; index: number }) {
  const { state, language, dispatch } = form;
  const text = batchText[language].readings;
  const reading = state.draft.readings[index];
  if (reading === undefined) return null;
  const errors = lineErrors(form, index);
  const words = Object.values(errors);
  const line = text.line(lineNumber(state, index));
  const paste = (event: ClipboardEvent<HTMLInputElement>): void => {
    const pasted = event.clipboardData.getData("text");
    if (!/[\n\t;,]/.test(pasted.trim())) return;
    event.preventDefault();
    dispatch({ type: "readingsPut", at: index, readings: readReadingsCsv(pasted).readings });
  };
  return (
    <>
      <span className="figures text-note whitespace-nowrap text-ink-faint">{line}</span>
      {columns.map((column) => (
        <input
          key={column}
          aria-label={`${line}: ${text.columns[column]}`}
          aria-invalid={errors[column] === undefined ? undefined : true}
          placeholder={column === "time" ? "2026-11-21 14:05" : ""}
          inputMode={column === "time" ? "text" : "decimal"}
          className={classNames(
            inputClass,
            "figures h-8 px-2! text-small!",
            column !== "time" && "text-right",
          )}
          value={reading[column]}
          onPaste={column === "time" ? paste : undefined}
          onBlur={() => dispatch({ type: "touched", path: `readings[${index}].${column}` })}
          onChange={({ target }) =>
            dispatch({ type: "readingChanged", index, patch: { [column]: target.value } })
          }
        />
      ))}
      <button
        type="button"
        aria-label={`${commonText[language].remove}: ${line}`}
        onClick={() => dispatch({ type: "readingRemoved", index })}
        className="grid size-8 place-items-center rounded-box text-ink-soft hover:bg-wash hover:text-wrong"
      >
        <Icon name="cross" size={14} />
      </button>
      {words.length === 0 ? null : (
        <p className="col-span-full mb-1 pl-16 text-small text-wrong">{words.join(" ")}</p>
      )}
    </>
  );
}
