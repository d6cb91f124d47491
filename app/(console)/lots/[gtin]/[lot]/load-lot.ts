import { notFound } from "next/navigation";
import type { Outputs } from "@/app/browser-client";
import { lotOfAddress } from "@/app/components/lot-address";
import { pageCaller } from "@/app/page-caller";

export type Lot = Outputs["lots"]["get"];

/** What the address of a lot's pages carries. */
export interface LotParameters {
  params: Promise<{ gtin: string; lot: string }>;
}

/** Loads the lot that the address names; the "nothing here" page when it names none of the member's. */
export async function loadLot(params: LotParameters["params"]): Promise<Lot> {
  const named = lotOfAddress(await params);
  if (named === null) notFound();
  try {
    return await (await pageCaller()).lots.get(named);
  } catch (error) {
    if ((error as { code?: string }).code === "NOT_FOUND") notFound();
    throw error;
  }
}
