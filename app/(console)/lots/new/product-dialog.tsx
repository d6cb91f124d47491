"use client";

import { type FormEvent, useState } from "react";
import { browserClient, type Failure, failureOf, type Inputs } from "@/app/browser-client";
import { Button } from "@/app/design/button";
import { Dialog } from "@/app/design/dialog";
import { ErrorNotice } from "@/app/design/error-notice";
import { Field, TextInput } from "@/app/design/field";
import { batchText } from "@/app/texts/batch";
import { commonText } from "@/app/texts/common";
import type { Language } from "@/app/texts/language";
import { checkDigit, hasCheckDigit } from "@/lib/digital-link/check-digit";

/** What the check digit should be, when that is all that is wrong. */
function wantedCheckDigit(gtin: string): string | undefined {
  const digits = gtin.replace(/\s/g, "");
  if (!/^(\d{8}|\d{12,14})$/.test(digits) || hasCheckDigit(digits)) return undefined;
  return checkDigit(digits.slice(0, -1));
}

/** Reads the fields of the dialog as the procedure wants them. */
function descriptionOf(form: HTMLFormElement): Inputs["products"]["describe"] {
  const data = new FormData(form);
  const text = (name: string): string => String(data.get(name) ?? "").trim();
  const [lowest, highest, days] = [text("lowest"), text("highest"), text("shelfLife")];
  return {
    gtin: text("gtin"),
    name: { en: text("nameEn"), "zh-CN": text("nameZh") },
    brand: { en: text("brandEn"), "zh-CN": text("brandZh") },
    ...(days === "" ? {} : { shelfLifeDays: Number(days) }),
    ...(lowest === "" || highest === ""
      ? {}
      : { temperatureBand: { minimum: Number(lowest), maximum: Number(highest) } }),
  };
}

/** Describes a product of one's own; signed into the log at once. */
export function ProductDialog({
  isOpen,
  language,
  onClose,
  onDescribed,
}: {
  isOpen: boolean;
  language: Language;
  onClose: () => void;
  onDescribed: (gtin: string) => void;
}) {
  const text = batchText[language].product;
  const [gtin, setGtin] = useState("");
  const [failure, setFailure] = useState<Failure>();
  const [isBusy, setBusy] = useState(false);
  const digit = wantedCheckDigit(gtin);
  const save = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    event.stopPropagation();
    setBusy(true);
    setFailure(undefined);
    try {
      onDescribed((await browserClient.products.describe.mutate(descriptionOf(event.currentTarget))).gtin);
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  };
  const optional = commonText[language].optional;
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={text.title} closeLabel={commonText[language].close}>
      <form onSubmit={(event) => void save(event)} className="grid gap-5">
        <p className="text-ink-soft">{text.intro}</p>
        {failure === undefined ? null : (
          <ErrorNotice title={batchText[language].refused} detail={failure.message} />
        )}
        <Field
          label={text.gtin}
          hint={text.gtinHint}
          error={digit === undefined ? undefined : text.checkDigit(digit)}
        >
          {(described) => (
            <TextInput
              {...described}
              name="gtin"
              required
              inputMode="numeric"
              autoComplete="off"
              pattern="[0-9 ]{8,18}"
              className="figures font-mono"
              onChange={({ target }) => setGtin(target.value)}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Named label={text.nameEn} name="nameEn" isRequired={language === "en"} note={optional} />
          <Named label={text.nameZh} name="nameZh" isRequired={language === "zh-CN"} note={optional} />
          <Named label={text.brandEn} name="brandEn" note={optional} />
          <Named label={text.brandZh} name="brandZh" note={optional} />
        </div>
        <div className="grid gap-4 sm:grid-cols-3">
          <Numbered label={text.shelfLife} name="shelfLife" minimum={1} step="1" note={optional} />
          <Numbered label={text.lowest} name="lowest" step="0.1" note={optional} />
          <Numbered label={text.highest} name="highest" step="0.1" note={optional} />
        </div>
        <div>
          <Button type="submit" kind="seal" disabled={isBusy || digit !== undefined}>
            {text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** A line of text by its name in the form. */
function Named({
  label,
  name,
  isRequired = false,
  note,
}: {
  label: string;
  name: string;
  isRequired?: boolean;
  note: string;
}) {
  return (
    <Field label={label} {...(isRequired ? {} : { note })}>
      {(described) => (
        <TextInput {...described} name={name} required={isRequired} maxLength={200} autoComplete="off" />
      )}
    </Field>
  );
}

/** A number by its name in the form. */
function Numbered({
  label,
  name,
  minimum,
  step,
  note,
}: {
  label: string;
  name: string;
  minimum?: number;
  step: string;
  note: string;
}) {
  return (
    <Field label={label} note={note}>
      {(described) => (
        <TextInput {...described} type="number" name={name} min={minimum} step={step} className="figures" />
      )}
    </Field>
  );
}
