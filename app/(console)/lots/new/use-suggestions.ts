import { useEffect } from "react";
import { browserClient } from "@/app/browser-client";
import type { BatchForm } from "./batch-form-hook";
import { dayAfter, offsetAt } from "./clock";
import type { Place, Product } from "./form-state";

/** Fills in what follows from the rest: a free lot number, the date after the shelf life, the clock of the place. */
export function useSuggestions(
  { state, dispatch }: BatchForm,
  product: Product | undefined,
  place: Place | undefined,
): void {
  const { gtin, time } = state.draft;
  const day = time.slice(0, 10);
  useEffect(() => {
    if (gtin === "" || day === "") return;
    let isStale = false;
    browserClient.lots.suggest
      .query({ gtin, day })
      .then((lot) => {
        if (!isStale) dispatch({ type: "lotSuggested", lot });
      })
      // A suggestion that does not come is no harm: the number is typed by hand.
      .catch(() => {});
    return () => {
      isStale = true;
    };
  }, [gtin, day, dispatch]);

  const days = product?.shelfLifeDays ?? null;
  useEffect(() => {
    if (days !== null && day !== "") dispatch({ type: "dateSuggested", date: dayAfter(day, days) });
  }, [days, day, dispatch]);

  const timeZone = place?.timeZone ?? null;
  useEffect(() => {
    if (timeZone !== null && time !== "") {
      dispatch({ type: "filledIn", patch: { offset: offsetAt(timeZone, time) } });
    }
  }, [timeZone, time, dispatch]);
}
