"use client";

import { SelectInput, TextInput } from "@/app/design/field";
import { Icon } from "@/app/design/icons";
import { batchText } from "@/app/texts/batch";
import { commonText } from "@/app/texts/common";
import { textIn } from "@/app/texts/language";
import { goodsUnits, unitName } from "@/app/texts/units";
import type { BatchForm } from "./batch-form-hook";
import { LotFinder } from "./lot-finder";

/** The input lots of a batch, each with how much of it went in. */
export function InputLotsField({ form }: { form: BatchForm }) {
  const { state, language, dispatch } = form;
  const { inputs } = state.draft;
  return (
    <div className="grid gap-3">
      {inputs.length === 0 ? null : (
        <ul className="border-t border-line">
          {inputs.map((input, i) => (
            <InputLine key={input.epc} form={form} index={i} />
          ))}
        </ul>
      )}
      <LotFinder
        language={language}
        taken={inputs.map((input) => input.epc)}
        onAdd={(lot) => dispatch({ type: "inputAdded", lot })}
      />
    </div>
  );
}

/** One input lot: its name, amount and unit, and the way to take it out again. */
function InputLine({ form, index }: { form: BatchForm; index: number }) {
  const { state, language, dispatch, errorAt } = form;
  const text = batchText[language].inputs;
  const input = state.draft.inputs[index];
  if (input === undefined) return null;
  const known = state.known[input.epc];
  const lot = known?.lot ?? input.epc;
  const path = `inputs[${index}]`;
  const error = errorAt(`${path}.epc`) ?? errorAt(`${path}.quantity`);
  return (
    <li className="border-b border-line py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-40 grow">
          <p className="leading-(--leading-snug)">
            {known?.productName ? textIn(language, known.productName) : known?.gtin}
          </p>
          <p className="font-mono text-small text-ink-soft">{lot}</p>
        </div>
        <TextInput
          aria-label={text.quantityOf(lot)}
          aria-invalid={error === undefined ? undefined : true}
          inputMode="decimal"
          className="figures h-9! w-28! text-right"
          value={input.quantity}
          onBlur={() => dispatch({ type: "touched", path: `${path}.quantity` })}
          onChange={({ target }) =>
            dispatch({ type: "inputChanged", index, patch: { quantity: target.value } })
          }
        />
        <SelectInput
          aria-label={text.unitOf(lot)}
          className="h-9! w-32!"
          value={input.uom}
          onChange={({ target }) => dispatch({ type: "inputChanged", index, patch: { uom: target.value } })}
        >
          {[...new Set([...goodsUnits, input.uom])].map((code) => (
            <option key={code} value={code}>
              {unitName(language, code)}
            </option>
          ))}
        </SelectInput>
        <button
          type="button"
          aria-label={`${commonText[language].remove}: ${lot}`}
          onClick={() => dispatch({ type: "inputRemoved", index })}
          className="grid size-8 place-items-center rounded-box text-ink-soft hover:bg-wash hover:text-wrong"
        >
          <Icon name="trash" />
        </button>
      </div>
      {error === undefined ? null : <p className="mt-1 text-small text-wrong">{error}</p>}
    </li>
  );
}
