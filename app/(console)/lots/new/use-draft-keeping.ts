import { useEffect, useState } from "react";
import type { BatchDraft } from "@/lib/batch/batch-draft";
import type { BatchForm } from "./batch-form-hook";
import { localTime, offsetAt } from "./clock";
import { forgetDraft, keepDraft, keptDraft } from "./draft-storage";
import { emptyForm, type Place, type Product } from "./form-state";

const pauseMs = 500;

/** What there is to choose from, and what was chosen the last time. */
export interface Choices {
  products: Product[];
  places: Place[];
  last: { gtin: string; place: string | null; uom: string | null } | undefined;
}

/** A form as it is first seen: the present time at the place, and the product, place and unit of the last batch. */
function freshPatch({ products, places, last }: Choices): Partial<BatchDraft> {
  const place = places.find((one) => one.id === last?.place) ?? (places.length === 1 ? places[0] : undefined);
  const zone = (place ?? places[0])?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const time = localTime(zone, Date.now());
  const product = products.find((one) => one.gtin === last?.gtin) ?? products[0];
  return {
    time,
    offset: offsetAt(zone, time),
    place: place?.id ?? "",
    gtin: products.length === 1 || last !== undefined ? (product?.gtin ?? "") : "",
    uom: last === undefined ? "KGM" : (last.uom ?? "EA"),
  };
}

/** Keeps the draft in the browser while one types, brings it back the next time, and throws it away when asked. */
export function useDraftKeeping(
  { state, dispatch }: BatchForm,
  member: string,
  choices: Choices,
): { keptAt: string | undefined; isRestored: boolean; discard: () => void } {
  const [keptAt, setKeptAt] = useState<string>();
  const [isRestored, setRestored] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the form appears; later choices are the user's own
  useEffect(() => {
    const kept = keptDraft(member);
    if (kept !== null) dispatch({ type: "restored", state: kept });
    else dispatch({ type: "filledIn", patch: freshPatch(choices) });
    setRestored(kept !== null);
  }, []);

  useEffect(() => {
    if (!state.isEdited) return;
    const timer = setTimeout(() => {
      if (keepDraft(member, state)) setKeptAt(new Date().toTimeString().slice(0, 5));
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [state, member]);

  const discard = (): void => {
    forgetDraft(member);
    const draft = { ...emptyForm.draft, ...freshPatch(choices) };
    dispatch({ type: "restored", state: { ...emptyForm, draft } });
    setKeptAt(undefined);
    setRestored(false);
  };
  return { keptAt, isRestored, discard };
}
