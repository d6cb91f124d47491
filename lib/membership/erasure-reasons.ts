/**
 * Why an event may be erased, as this application offers it. Codes and nothing else go into the log, which is public
 * and for ever; a log admits other codes of the same shape too, so that a new reason needs no new format.
 */
export const erasureReasons = [
  /** A person's own request (GDPR article 17, PIPL article 47). */
  "data-subject-request",
  "court-order",
  /** It should never have been recorded. */
  "captured-in-error",
  "retention-ended",
  /** A trade secret that got into an event. */
  "confidential",
] as const;

/** One of `erasureReasons`. */
export type ErasureReason = (typeof erasureReasons)[number];

/** Tells whether a text is one of the reasons. */
export function isErasureReason(text: unknown): text is ErasureReason {
  return erasureReasons.some((reason) => reason === text);
}
