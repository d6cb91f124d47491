import { toHex } from "@/lib/bytes";
import { publicProcedure, router } from "../init";

/** How the log and its mirror stand. */
export const statusRouter = router({
  /** Sizes count entries; `lag` is how many of them the mirror has yet to apply. */
  now: publicProcedure.query(({ ctx }) => {
    const { ledger, mirror, publicUrl } = ctx.runtime.services;
    const head = ledger.head();
    const published = ledger.published();
    const appliedSize = mirror.appliedSize();
    return {
      origin: ledger.origin,
      vkey: ledger.vkey,
      publicUrl: publicUrl(),
      size: head.size,
      rootHash: toHex(head.rootHash),
      published: { size: published.size, rootHash: toHex(published.rootHash) },
      mirror: { appliedSize, lag: Math.max(0, head.size - appliedSize) },
      witnesses: { configured: 0 },
    };
  }),
});
