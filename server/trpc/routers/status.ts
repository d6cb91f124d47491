import { toHex } from "@/lib/bytes";
import { publicProcedure, router } from "../init";

/** A witness by its name in the policy, and when it saw the checkpoint, ISO 8601. */
function cosignerOf({ name, time }: { name: string; time: number }) {
  return { name, time: new Date(time * 1000).toISOString() };
}

/** How the log, its witnesses and its mirror stand. */
export const statusRouter = router({
  /** Sizes count entries; `lag` is how many of them the mirror has yet to apply. */
  now: publicProcedure.query(({ ctx }) => {
    const { ledger, mirror, publicUrl } = ctx.runtime.services;
    const head = ledger.head();
    const published = ledger.published();
    const final = ledger.final();
    const appliedSize = mirror.appliedSize();
    return {
      origin: ledger.origin,
      vkey: ledger.vkey,
      publicUrl: publicUrl(),
      size: head.size,
      rootHash: toHex(head.rootHash),
      published: { size: published.size, rootHash: toHex(published.rootHash) },
      mirror: { appliedSize, lag: Math.max(0, head.size - appliedSize) },
      final: final === null ? null : { size: final.size, cosigners: final.cosigners.map(cosignerOf) },
      witnesses: { ...ledger.witnessing(), seen: published.cosigners.map(cosignerOf) },
    };
  }),
});
