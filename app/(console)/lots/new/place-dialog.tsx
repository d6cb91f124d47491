"use client";

import { type FormEvent, useState } from "react";
import { browserClient, type Failure, failureOf, type Inputs } from "@/app/browser-client";
import { Button } from "@/app/design/button";
import { Dialog } from "@/app/design/dialog";
import { ErrorNotice } from "@/app/design/error-notice";
import { Field, SelectInput, TextInput } from "@/app/design/field";
import { batchText } from "@/app/texts/batch";
import { commonText } from "@/app/texts/common";
import type { Language } from "@/app/texts/language";

/** Reads the fields of the dialog as the procedure wants them. */
function descriptionOf(form: HTMLFormElement): Inputs["places"]["describe"] {
  const data = new FormData(form);
  const text = (name: string): string => String(data.get(name) ?? "").trim();
  return {
    gln: text("gln"),
    name: { en: text("nameEn"), "zh-CN": text("nameZh") },
    city: { en: text("cityEn"), "zh-CN": text("cityZh") },
    country: text("country").toUpperCase(),
    latitude: Number(text("latitude")),
    longitude: Number(text("longitude")),
    timeZone: text("timeZone"),
  };
}

/** The zones the browser knows, its own first. */
function timeZones(): string[] {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [own, ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== own)];
}

/** Describes a place of one's own; signed into the log at once. */
export function PlaceDialog({
  isOpen,
  language,
  onClose,
  onDescribed,
}: {
  isOpen: boolean;
  language: Language;
  onClose: () => void;
  onDescribed: (id: string) => void;
}) {
  const text = batchText[language].place;
  const optional = commonText[language].optional;
  const [failure, setFailure] = useState<Failure>();
  const [isBusy, setBusy] = useState(false);
  const save = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    event.stopPropagation();
    setBusy(true);
    setFailure(undefined);
    try {
      onDescribed((await browserClient.places.describe.mutate(descriptionOf(event.currentTarget))).id);
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  };
  const line = (label: string, name: string, isRequired = false) => (
    <Field label={label} {...(isRequired ? {} : { note: optional })}>
      {(described) => (
        <TextInput {...described} name={name} required={isRequired} maxLength={200} autoComplete="off" />
      )}
    </Field>
  );
  const degrees = (label: string, name: string, limit: number) => (
    <Field label={label}>
      {(described) => (
        <TextInput
          {...described}
          type="number"
          name={name}
          required
          min={-limit}
          max={limit}
          step="any"
          className="figures"
        />
      )}
    </Field>
  );
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={text.title} closeLabel={commonText[language].close}>
      <form onSubmit={(event) => void save(event)} className="grid gap-5">
        <p className="text-ink-soft">{text.intro}</p>
        {failure === undefined ? null : (
          <ErrorNotice title={batchText[language].refused} detail={failure.message} />
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          {line(text.nameEn, "nameEn", language === "en")}
          {line(text.nameZh, "nameZh", language === "zh-CN")}
          {line(text.cityEn, "cityEn")}
          {line(text.cityZh, "cityZh")}
        </div>
        <div className="grid gap-4 sm:grid-cols-3">
          <Field label={text.country}>
            {(described) => (
              <TextInput
                {...described}
                name="country"
                required
                pattern="[A-Za-z]{2}"
                maxLength={2}
                className="uppercase"
              />
            )}
          </Field>
          {degrees(text.latitude, "latitude", 90)}
          {degrees(text.longitude, "longitude", 180)}
        </div>
        <Field label={text.timeZone}>
          {(described) => (
            <SelectInput {...described} name="timeZone">
              {isOpen ? timeZones().map((zone) => <option key={zone}>{zone}</option>) : null}
            </SelectInput>
          )}
        </Field>
        <Field label={text.gln} note={optional} hint={text.glnHint}>
          {(described) => (
            <TextInput
              {...described}
              name="gln"
              inputMode="numeric"
              pattern="[0-9 ]{13,17}"
              className="figures font-mono"
            />
          )}
        </Field>
        <div>
          <Button type="submit" kind="seal" disabled={isBusy}>
            {text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
