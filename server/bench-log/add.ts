/** `POST /add` as Tessera's conformance server has it: the body is an entry, the answer its index in decimal. */
import { refusalStatus } from "@/server/http/refusal";
import type { Ledger } from "@/server/ledger/ledger";

/** What the answer to an added entry says; plain text. */
export interface Added {
  status: number;
  text: string;
}

/** The longest entry (C2SP tlog-tiles): two bytes hold its length. */
export const entryBytesMax = 65_535;

export type Add = (entry: Uint8Array) => Promise<Added>;

/**
 * Makes the function that adds to a log. It answers once the entry is durable: 200 and the index; 400 or 413 for an entry of
 * no bytes or too many; 503, which a client may try again, while the disk is full or the log is closing.
 */
export function addTo(ledger: Pick<Ledger, "append">): Add {
  return async (entry) => {
    try {
      const { leafIndex } = await ledger.append({ kind: "raw", entry });
      return { status: 200, text: String(leafIndex) };
    } catch (error) {
      const status = refusalStatus(error);
      if (status === undefined) throw error;
      return { status, text: (error as Error).message };
    }
  };
}
