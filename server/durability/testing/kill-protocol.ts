/** What the process to be killed and its killer tell each other: a line of JSON each. */

/** The one line the worker reads, once it is loaded: from then on the clock runs. */
export interface Go {
  readonly dataDir: string;
  readonly round: number;
  /** Documents sent before whose answer nobody heard: sent again before anything else. */
  readonly resend: readonly string[];
  /** Captures of this round at most, so that many rounds stay affordable. */
  readonly capturesMax: number;
}

/** A line of the worker. Each is one write(2): of a killed process the last line may be cut, never an earlier one. */
export type Told =
  | { readonly loaded: true }
  | { readonly notice: string }
  /** The engine is open: entries there were, milliseconds to open it, and to have the mirror at that size. */
  | { readonly opened: { readonly size: number; readonly ms: number; readonly mirrorMs: number } }
  | { readonly sent: string }
  /** A receipt: from here on the capture must be there for ever. */
  | { readonly acknowledged: Acknowledged }
  | { readonly refused: string }
  /** A checkpoint somebody has seen. */
  | { readonly checkpoint: string };

export interface Acknowledged {
  readonly name: string;
  readonly leafIndex: number;
  /** Hexadecimal. */
  readonly leafHash: string;
  /** Public ids, `index.ordinal`, and event roots in hexadecimal, in document order. */
  readonly ids: readonly string[];
  readonly roots: readonly string[];
}

export const lanes = 16;
