"use client";

import { FoldedCode } from "@/app/design/code";
import { formatDateTime, formatNumber } from "@/app/design/format";
import { batchText } from "@/app/texts/batch";
import { textIn } from "@/app/texts/language";
import { unitSymbol } from "@/app/texts/units";
import { batchEvent } from "@/lib/batch/batch-event";
import { readBatch } from "@/lib/batch/read-batch";
import type { BatchForm } from "./batch-form-hook";
import { type Place, type Product, withoutBlanks } from "./form-state";
import { placeLabel } from "./made-fields";

/** What will be signed: in a sentence, in what is still missing, and as the event itself. */
export function BatchSummary({
  form,
  product,
  place,
}: {
  form: BatchForm;
  product: Product | undefined;
  place: Place | undefined;
}) {
  const { language, problems, state } = form;
  const draft = withoutBlanks(state.draft);
  const text = batchText[language].summary;
  const read = problems.length === 0 ? readBatch(draft, Date.now()) : undefined;
  const event = read !== undefined && "batch" in read ? batchEvent(read.batch) : undefined;
  const amount = Number(draft.quantity.replace(",", "."));
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(draft.time)
    ? formatDateTime(language, `${draft.time}Z`, {})
    : undefined;
  const sentence = text.sentence({
    product: product?.name ? textIn(language, product.name) : undefined,
    lot: draft.lot || undefined,
    amount:
      draft.quantity === "" || Number.isNaN(amount)
        ? undefined
        : `${formatNumber(language, amount)} ${unitSymbol(language, draft.uom)}`,
    place: place === undefined ? undefined : placeLabel(place, language),
    time,
    inputs: draft.inputs.length,
    readings: draft.readings.length,
  });
  return (
    <section aria-labelledby="summary" className="border-t-2 border-seal pt-4">
      <h2 id="summary" className="text-small font-semibold">
        {text.title}
      </h2>
      <p className="mt-2 font-serif text-lead leading-(--leading-snug)">{sentence}</p>
      <p className="mt-3 text-small text-ink-faint">
        {text.event[draft.inputs.length > 0 ? "TransformationEvent" : "ObjectEvent"]}
      </p>
      <div className="mt-4">
        {event === undefined ? (
          <p className="text-small text-ink-faint">{text.incomplete}</p>
        ) : (
          <FoldedCode summary={text.json} text={JSON.stringify(event, null, 2)} />
        )}
      </div>
    </section>
  );
}
