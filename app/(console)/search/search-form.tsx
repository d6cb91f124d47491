import type { Outputs } from "@/app/browser-client";
import { Button } from "@/app/design/button";
import { Field, SelectInput, TextInput } from "@/app/design/field";
import { type Language, textIn } from "@/app/texts/language";
import { regulatorText } from "@/app/texts/regulator";
import type { SearchParameters } from "./page";

/** The search field and its filters: a plain form whose address can be kept and sent. */
export function SearchForm({
  language,
  asked,
  organisations,
}: {
  language: Language;
  asked: SearchParameters;
  organisations: Outputs["trace"]["organisations"];
}) {
  const text = regulatorText[language].search;
  return (
    <search>
      <form action="/search" className="grid gap-4 border-y border-line py-5">
        <div className="flex flex-wrap items-end gap-3">
          <Field label={text.field} className="min-w-0 flex-1 basis-72">
            {(described) => (
              <TextInput
                {...described}
                name="q"
                type="search"
                defaultValue={asked.q}
                placeholder={text.placeholder}
                autoComplete="off"
                data-search-field
              />
            )}
          </Field>
          <Button type="submit" kind="ink">
            {text.submit}
          </Button>
        </div>
        <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
          <Field label={text.kind}>
            {(described) => (
              <SelectInput {...described} name="kind" defaultValue={asked.kind ?? ""}>
                <option value="">{text.anyKind}</option>
                {Object.entries(text.kinds).map(([kind, name]) => (
                  <option key={kind} value={kind}>
                    {name}
                  </option>
                ))}
              </SelectInput>
            )}
          </Field>
          <Field label={text.organisation}>
            {(described) => (
              <SelectInput {...described} name="iss" defaultValue={asked.iss ?? ""}>
                <option value="">{text.anyOrganisation}</option>
                {organisations.map(({ iss, name }) => (
                  <option key={iss} value={iss}>
                    {name === null ? iss : textIn(language, name)}
                  </option>
                ))}
              </SelectInput>
            )}
          </Field>
          <Field label={text.from}>
            {(described) => <TextInput {...described} name="from" type="date" defaultValue={asked.from} />}
          </Field>
          <Field label={text.until} hint={text.zone}>
            {(described) => <TextInput {...described} name="until" type="date" defaultValue={asked.until} />}
          </Field>
        </div>
      </form>
    </search>
  );
}
