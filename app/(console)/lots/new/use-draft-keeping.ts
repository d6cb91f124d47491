import { useEffect, useRef, useState } from "react";
import type { BatchForm } from "./batch-form-hook";
import { localTime, offsetAt } from "./clock";
import { keepDraft, keptDraft } from "./draft-storage";
import { emptyForm, type Place, type Product } from "./form-state";

const pauseMs = 500;

/** Keeps the draft in the browser while one types and brings it back; a fresh form is given the present time and what there is only one of. */
export function useDraftKeeping(
  { state, dispatch }: BatchForm,
  member: string,
  { products, places }: { products: Product[]; places: Place[] },
): { keptAt: string | undefined; isRestored: boolean } {
  const [keptAt, setKeptAt] = useState<string>();
  const [isRestored, setRestored] = useState(false);
  const isReady = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the form appears; later choices are the user's own
  useEffect(() => {
    const kept = keptDraft(member);
    if (kept !== null) {
      dispatch({ type: "restored", state: kept });
      setRestored(true);
      return;
    }
    const place = places.length === 1 ? places[0] : undefined;
    const zone = (place ?? places[0])?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    const time = localTime(zone, Date.now());
    const only = products.length === 1 ? products[0]?.gtin : undefined;
    dispatch({
      type: "changed",
      patch: { time, offset: offsetAt(zone, time), place: place?.id ?? "", gtin: only ?? "" },
    });
  }, []);

  useEffect(() => {
    if (state === emptyForm) return;
    // The first change is the form's own filling in.
    if (!isReady.current) {
      isReady.current = true;
      return;
    }
    const timer = setTimeout(() => {
      if (keepDraft(member, state)) setKeptAt(new Date().toTimeString().slice(0, 5));
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [state, member]);

  return { keptAt, isRestored };
}
