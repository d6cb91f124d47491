/**
 * The steps of a verification, each with a name, so that a page can show which one failed (DESIGN §2).
 */
import { failStep } from "@/lib/errors";

/** The names, in the order in which the steps are taken. */
export const proofSteps = [
  "disclosures",
  "manifest",
  "event root",
  "capture root",
  "issuer signature",
  "leaf hash",
  "path",
  "checkpoint root",
  "log signature",
  "witness quorum",
  "key validity",
] as const;

/** One of `proofSteps`. */
export type ProofStep = (typeof proofSteps)[number];

/** How one step ended. "not configured": nobody asked for a quorum, so none was checked. */
export interface StepReport<S extends string = ProofStep> {
  step: S;
  status: "passed" | "failed" | "not configured";
  /** What the step saw, or why it failed. */
  detail: string;
}

/** Runs steps in order and reports each as it ends. */
export class StepRunner<S extends string = ProofStep> {
  readonly reports: StepReport<S>[] = [];
  readonly #onStep: (report: StepReport<S>) => void;

  constructor(onStep: (report: StepReport<S>) => void = () => {}) {
    this.#onStep = onStep;
  }

  /** Records how a step ended. */
  report(step: S, status: StepReport["status"], detail: string): void {
    const report = { step, status, detail };
    this.reports.push(report);
    this.#onStep(report);
  }

  /**
   * Runs one step; what it refuses, it refuses in the step's name.
   * @param detailOf what to report of its result
   * @throws VerificationError with this step
   */
  async run<T>(step: S, action: () => T | Promise<T>, detailOf: (result: T) => string): Promise<T> {
    let result: T;
    try {
      result = await action();
    } catch (error) {
      return this.fail(step, error);
    }
    this.report(step, "passed", detailOf(result));
    return result;
  }

  /** Reports a step as failed and throws its VerificationError. */
  fail(step: S, error: unknown): never {
    this.report(step, "failed", error instanceof Error ? error.message : String(error));
    return failStep(step, error);
  }
}

/** Whoever takes steps of these names, and perhaps others. */
export type Steps<S extends string> = Pick<StepRunner<S>, "report" | "run" | "fail">;
