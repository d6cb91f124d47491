/**
 * Draws the mark: a cinnabar seal cut with a river and its headwaters, which is also a Merkle tree of four leaves.
 * Decorative: the name of the product stands beside it in words.
 */
export function SealMark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="shrink-0">
      <path
        fill="var(--seal-fill)"
        d="M2.2 1.1 15 .8l14.6.5c.9 0 1.4.6 1.5 1.5l.2 13.4-.3 13c0 1-.6 1.6-1.6 1.6l-13.6.4-13.2-.3c-1 0-1.6-.6-1.7-1.5L.7 16.2 1 2.6c0-.9.4-1.4 1.2-1.5Z"
      />
      <g fill="none" stroke="var(--on-seal)" strokeWidth="2.3" strokeLinecap="square">
        <path d="M16 27v-7.2c0-4-6.6-3.2-6.6-8.2" />
        <path d="M16 19.8c0-4 6.6-3.2 6.6-8.2" />
        <path d="M9.4 11.6c0-3-3.6-2.6-3.6-6" />
        <path d="M9.4 11.6c0-3 3.4-2.6 3.4-6" />
        <path d="M22.6 11.6c0-3-3.4-2.6-3.4-6" />
        <path d="M22.6 11.6c0-3 3.6-2.6 3.6-6" />
      </g>
    </svg>
  );
}
