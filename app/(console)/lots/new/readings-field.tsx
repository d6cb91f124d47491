"use client";

import { type DragEvent, useState } from "react";
import { Button } from "@/app/design/button";
import { classNames } from "@/app/design/class-names";
import { Field, TextInput } from "@/app/design/field";
import { FileButton } from "@/app/design/file-button";
import { Icon } from "@/app/design/icons";
import { batchText } from "@/app/texts/batch";
import { commonText } from "@/app/texts/common";
import type { Language } from "@/app/texts/language";
import { readReadingsCsv } from "@/lib/batch/readings-csv";
import type { BatchForm } from "./batch-form-hook";
import type { Product } from "./form-state";
import { ReadingsPreview } from "./readings-preview";
import { ReadingsTable } from "./readings-table";

const rowsShownMax = 12;

/** Readings, typed line by line or taken from a CSV file. */
export function ReadingsField({ form, product }: { form: BatchForm; product: Product | undefined }) {
  const { state, language, dispatch, problems } = form;
  const { readings } = state.draft;
  const text = batchText[language];
  const [isOver, setOver] = useState(false);
  const [problem, setProblem] = useState<string>();
  const take = async (chosen: File | undefined): Promise<void> => {
    if (chosen === undefined) return;
    const content = await chosen.text();
    if (content.includes("\0")) return setProblem(text.readings.notText);
    setProblem(undefined);
    const file = readReadingsCsv(content);
    dispatch({ type: "readingsPut", at: readings.length, readings: file.readings, fileLines: file.lines });
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const wrong = [...new Set(problems.flatMap(({ path }) => /^readings\[(\d+)\]/.exec(path)?.[1] ?? []))].map(
    Number,
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button below does the same by keyboard
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className="grid gap-4"
    >
      <DropPlace language={language} isOver={isOver} onFile={take} />
      {problem === undefined ? null : (
        <p role="alert" className="text-small text-wrong">
          {problem}
        </p>
      )}
      {readings.length > 1 ? <ReadingsPreview form={form} product={product} /> : null}
      <ReadingsTable
        form={form}
        indexes={readings.length <= rowsShownMax ? readings.map((_, i) => i) : wrong.slice(0, rowsShownMax)}
        wrongCount={readings.length <= rowsShownMax ? undefined : wrong.length}
      />
      <div className="flex flex-wrap gap-2">
        <Button
          size="small"
          onClick={() =>
            dispatch({
              type: "readingsPut",
              at: readings.length,
              readings: [{ time: "", temperature: "", humidity: "" }],
            })
          }
        >
          <Icon name="plus" size={14} />
          {text.readings.add}
        </Button>
        {readings.length === 0 ? null : (
          <Button kind="quiet" size="small" onClick={() => dispatch({ type: "readingsCleared" })}>
            {text.readings.clear}
          </Button>
        )}
      </div>
      {readings.length === 0 ? null : <DeviceField form={form} />}
    </div>
  );
}

/** Where a file is dropped, and the button that opens one. */
function DropPlace({
  language,
  isOver,
  onFile,
}: {
  language: Language;
  isOver: boolean;
  onFile: (file: File | undefined) => Promise<void>;
}) {
  const text = batchText[language].readings;
  return (
    <div
      className={classNames(
        "flex flex-wrap items-center justify-between gap-3 rounded-box border border-dashed px-4 py-3",
        isOver ? "border-link bg-link-wash" : "border-line-strong",
      )}
    >
      <div className="min-w-0 text-small">
        <p className="text-ink-soft">{text.drop}</p>
        <p className="font-mono text-note text-ink-faint">{text.format}</p>
      </div>
      <FileButton
        label={text.choose}
        accept=".csv,.tsv,.txt,text/csv,text/plain"
        onFiles={([file]) => void onFile(file)}
      />
    </div>
  );
}

/** Which logger it was. */
function DeviceField({ form }: { form: BatchForm }) {
  const { state, language, dispatch, errorAt } = form;
  const text = batchText[language].fields;
  return (
    <Field
      label={text.device}
      note={commonText[language].optional}
      hint={text.deviceHint}
      error={errorAt("device")}
    >
      {(described) => (
        <TextInput
          {...described}
          name="device"
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          value={state.draft.device}
          onBlur={() => dispatch({ type: "touched", path: "device" })}
          onChange={({ target }) => dispatch({ type: "changed", patch: { device: target.value } })}
        />
      )}
    </Field>
  );
}
