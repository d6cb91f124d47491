"use client";

import { Field, SelectInput, TextInput } from "@/app/design/field";
import { batchText } from "@/app/texts/batch";
import { textIn } from "@/app/texts/language";
import { goodsUnits, unitName } from "@/app/texts/units";
import type { BatchForm } from "./batch-form-hook";
import type { Product } from "./form-state";

const newProduct = "new";

/** Product, lot number, quantity and unit. */
export function ProductFields({
  form,
  products,
  onNew,
}: {
  form: BatchForm;
  products: Product[];
  /** Called when the product is not in the list yet. */
  onNew: () => void;
}) {
  const { state, language, dispatch, errorAt } = form;
  const { draft } = state;
  const text = batchText[language];
  return (
    <div className="grid gap-x-4 gap-y-5 sm:grid-cols-6">
      <Field label={text.fields.product} error={errorAt("gtin")} className="sm:col-span-6">
        {(described) => (
          <SelectInput
            {...described}
            name="gtin"
            value={draft.gtin}
            onBlur={() => dispatch({ type: "touched", path: "gtin" })}
            onChange={({ target }) => {
              if (target.value === newProduct) onNew();
              else dispatch({ type: "changed", patch: { gtin: target.value } });
            }}
          >
            <option value="" disabled>
              {text.fields.chooseProduct}
            </option>
            {products.map((product) => (
              <option key={product.id} value={product.gtin ?? ""}>
                {product.name === null ? product.gtin : `${textIn(language, product.name)} (${product.gtin})`}
              </option>
            ))}
            <option value={newProduct}>{text.fields.newProduct}</option>
          </SelectInput>
        )}
      </Field>
      <Field
        label={text.fields.lot}
        error={errorAt("lot")}
        hint={text.fields.lotHint}
        className="sm:col-span-3"
      >
        {(described) => (
          <TextInput
            {...described}
            name="lot"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={20}
            className="font-mono"
            value={draft.lot}
            onBlur={() => dispatch({ type: "touched", path: "lot" })}
            onChange={({ target }) => dispatch({ type: "changed", patch: { lot: target.value } })}
          />
        )}
      </Field>
      <Field label={text.fields.quantity} error={errorAt("quantity")} className="sm:col-span-2">
        {(described) => (
          <TextInput
            {...described}
            name="quantity"
            inputMode="decimal"
            autoComplete="off"
            className="figures text-right"
            value={draft.quantity}
            onBlur={() => dispatch({ type: "touched", path: "quantity" })}
            onChange={({ target }) => dispatch({ type: "changed", patch: { quantity: target.value } })}
          />
        )}
      </Field>
      <Field label={text.fields.unit}>
        {(described) => (
          <SelectInput
            {...described}
            name="uom"
            value={draft.uom}
            onChange={({ target }) => dispatch({ type: "changed", patch: { uom: target.value } })}
          >
            {goodsUnits.map((code) => (
              <option key={code} value={code}>
                {unitName(language, code)}
              </option>
            ))}
          </SelectInput>
        )}
      </Field>
    </div>
  );
}
