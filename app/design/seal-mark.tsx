/**
 * Draws the mark: a cinnabar seal, cut in the squared manner of official seals with four headwaters and their one
 * river, which is also a Merkle tree of four leaves.
 * Decorative: the name of the product stands beside it in words.
 */
export function SealMark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="shrink-0">
      <path
        fill="var(--seal-fill)"
        d="M2.2 1.1 15 .8l14.6.5c.9 0 1.4.6 1.5 1.5l.2 13.4-.3 13c0 1-.6 1.6-1.6 1.6l-13.6.4-13.2-.3c-1 0-1.6-.6-1.7-1.5L.7 16.2 1 2.6c0-.9.4-1.4 1.2-1.5Z"
      />
      <path
        fill="none"
        stroke="var(--on-seal)"
        strokeWidth="2.5"
        d="M5.2 4.8v6.4h7.6V4.8M19.2 4.8v6.4h7.6V4.8M9 11.2v8.2h14v-8.2M16 19.4v8"
      />
    </svg>
  );
}
