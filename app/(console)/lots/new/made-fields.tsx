"use client";

import { Field, SelectInput, TextInput } from "@/app/design/field";
import { zoneName } from "@/app/design/format";
import { batchText } from "@/app/texts/batch";
import { commonText } from "@/app/texts/common";
import { type Language, textIn } from "@/app/texts/language";
import type { BatchForm } from "./batch-form-hook";
import { offsetAt } from "./clock";
import type { Place, Product } from "./form-state";

const newPlace = "new";

/** Names a place in a list: its name, then its city. */
export function placeLabel(place: Place, language: Language): string {
  const name = place.name === null ? place.id : textIn(language, place.name);
  return place.city === null ? name : `${name}, ${textIn(language, place.city)}`;
}

/** Place, moment and the date on the pack. */
export function MadeFields({
  form,
  places,
  product,
  onNew,
}: {
  form: BatchForm;
  places: Place[];
  product: Product | undefined;
  /** Called when the place is not in the list yet. */
  onNew: () => void;
}) {
  const { state, language, dispatch, errorAt } = form;
  const { draft } = state;
  const text = batchText[language].fields;
  const timeZone = places.find((place) => place.id === draft.place)?.timeZone ?? undefined;
  const setTime = (time: string): void => {
    const offset = timeZone === undefined ? draft.offset : offsetAt(timeZone, time);
    dispatch({ type: "changed", patch: { time, offset } });
  };
  const clock = timeZone === undefined ? draft.offset : `${timeZone}, ${zoneName({ offset: draft.offset })}`;
  return (
    <div className="grid gap-x-4 gap-y-5 sm:grid-cols-6">
      <Field label={text.place} error={errorAt("place")} className="sm:col-span-6">
        {(described) => (
          <SelectInput
            {...described}
            name="place"
            value={draft.place}
            onBlur={() => dispatch({ type: "touched", path: "place" })}
            onChange={({ target }) => {
              if (target.value === newPlace) onNew();
              else dispatch({ type: "changed", patch: { place: target.value } });
            }}
          >
            <option value="" disabled>
              {text.choosePlace}
            </option>
            {places.map((place) => (
              <option key={place.id} value={place.id}>
                {placeLabel(place, language)}
              </option>
            ))}
            <option value={newPlace}>{text.newPlace}</option>
          </SelectInput>
        )}
      </Field>
      <Field label={text.time} error={errorAt("time")} hint={text.timeHint(clock)} className="sm:col-span-3">
        {(described) => (
          <TextInput
            {...described}
            type="datetime-local"
            name="time"
            className="figures"
            value={draft.time}
            onBlur={() => dispatch({ type: "touched", path: "time" })}
            onChange={({ target }) => setTime(target.value)}
          />
        )}
      </Field>
      <DateField form={form} product={product} />
    </div>
  );
}

/** The date on the pack, and whether it says best before or expires. */
function DateField({ form, product }: { form: BatchForm; product: Product | undefined }) {
  const { state, language, dispatch, errorAt } = form;
  const { draft } = state;
  const text = batchText[language].fields;
  const days = product?.shelfLifeDays ?? null;
  return (
    <Field
      label={text.dateKind}
      note={commonText[language].optional}
      error={errorAt("bestBefore")}
      hint={days === null ? undefined : text.dateHint(days)}
      className="sm:col-span-3"
    >
      {(described) => (
        <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-2">
          <SelectInput
            name="dateKind"
            aria-label={text.dateKind}
            value={draft.dateKind}
            onChange={({ target }) =>
              dispatch({
                type: "changed",
                patch: { dateKind: target.value === "expiration" ? "expiration" : "bestBefore" },
              })
            }
          >
            <option value="bestBefore">{text.bestBefore}</option>
            <option value="expiration">{text.expiration}</option>
          </SelectInput>
          <TextInput
            {...described}
            type="date"
            name="bestBefore"
            className="figures"
            value={draft.bestBefore}
            onBlur={() => dispatch({ type: "touched", path: "bestBefore" })}
            onChange={({ target }) => dispatch({ type: "changed", patch: { bestBefore: target.value } })}
          />
        </div>
      )}
    </Field>
  );
}
