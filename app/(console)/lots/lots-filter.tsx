import type { Outputs } from "@/app/browser-client";
import { Button } from "@/app/design/button";
import { SelectInput, TextInput } from "@/app/design/field";
import { type Language, textIn } from "@/app/texts/language";
import { lotsText } from "@/app/texts/lots";
import type { LotsParameters } from "./page";

/** Narrows the list by what is typed and by product; a plain form, so that the address can be kept and sent. */
export function LotsFilter({
  language,
  asked,
  products,
}: {
  language: Language;
  asked: LotsParameters;
  products: Outputs["products"]["list"];
}) {
  const text = lotsText[language].list.filter;
  return (
    <search>
      <form action="/lots" className="mb-3 flex flex-wrap items-center gap-2">
        <TextInput
          type="search"
          name="q"
          data-search
          aria-label={text.text}
          placeholder={text.placeholder}
          defaultValue={asked.q ?? ""}
          className="h-9! max-w-64 grow text-small!"
        />
        {products.length < 2 ? null : (
          <SelectInput
            name="gtin"
            aria-label={text.product}
            defaultValue={asked.gtin ?? ""}
            className="h-9! max-w-72 grow text-small!"
          >
            <option value="">{text.allProducts}</option>
            {products.map((product) => (
              <option key={product.id} value={product.gtin ?? ""}>
                {product.name === null ? product.gtin : textIn(language, product.name)}
              </option>
            ))}
          </SelectInput>
        )}
        <Button type="submit" size="small" className="min-h-9">
          {text.apply}
        </Button>
      </form>
    </search>
  );
}
