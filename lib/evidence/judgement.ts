/** What a verifier says of one piece of evidence. */
import type { SeenCosignature } from "@/lib/proof/logged";
import type { ProofStep, StepReport } from "@/lib/proof/steps";
import type { EvidenceKind } from "./evidence";

/** Every step of every kind of evidence. */
export type EvidenceStep =
  | ProofStep
  | "receipt kind"
  | "batch path"
  | "promise signature"
  | "contradiction"
  | "older checkpoint"
  | "newer checkpoint"
  | "consistency";

/** How it ended. "misconduct": the log's own signatures contradict each other. */
export type Outcome = "holds" | "fails" | "misconduct";

/** What was proven, or what was claimed and failed. */
export interface Facts {
  origin?: string;
  index?: number;
  treeSize?: number;
  /** hex */
  rootHash?: string;
  /** hex */
  leafHash?: string;
  iss?: string;
  /** Seconds since 1970. */
  signedAt?: number;
  shownFields?: number;
  hiddenFields?: number;
  olderSize?: number;
  cosignatures?: SeenCosignature[];
  /** The two signed objects that contradict each other, as they are told: base64 of COSE, or a note. */
  contradiction?: { name: "promise" | "checkpoint"; signed: string }[];
}

/** A verdict, with the way to it. */
export interface Judgement {
  kind: EvidenceKind;
  /** What it is about: ids of records, or nothing. */
  subjects: string[];
  steps: StepReport<EvidenceStep>[];
  outcome: Outcome;
  facts: Facts;
  /** False when the log's key came in the very file that it verifies. */
  isKeyIndependent: boolean;
}
