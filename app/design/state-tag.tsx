/** How far an entry has come: durable, in a signed checkpoint, cosigned by the quorum of witnesses. */
export type EntryState = "accepted" | "published" | "final";

/** A seal being pressed: an outline, half inked, whole. Decorative; the word beside it says the same. */
export function SealState({ state, size = 12 }: { state: EntryState; size?: number }) {
  const inked = { accepted: 0, published: 5, final: 10 }[state];
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden="true" className="shrink-0 text-seal">
      <rect x="1" y={11 - inked} width="10" height={inked} fill="currentColor" />
      <rect x="1" y="1" width="10" height="10" rx="1" fill="none" stroke="currentColor" strokeWidth="1.4" />
    </svg>
  );
}

/** The state of an entry as a seal and a word. */
export function StateTag({ state, label }: { state: EntryState; label: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-small whitespace-nowrap">
      <SealState state={state} />
      {label}
    </span>
  );
}
