/** What a benchmark is, and what it is given. */
import type { Closers } from "@/server/closers";
import type { Figure } from "./figure";
import type { ServerUnderTest } from "./server-under-test";

/** The parts of the bench that can be run by themselves: `npm run bench -- ledger`. */
export const groups = ["ledger", "pages"] as const;

export type Group = (typeof groups)[number];

/** One thing that is measured; what it needs it starts itself, through the context. */
export interface Benchmark {
  group: Group;
  /** Left out unless `--only` names one of its figures: it takes very long. */
  isOnDemand?: true;
  /** Every figure it tells, and what that figure includes. */
  figures: Readonly<Record<string, string>>;
  run(context: BenchContext): Promise<Figure[]>;
}

export interface BenchContext {
  /** A folder of this run, removed at its end. */
  folder: string;
  /** How often a sample is taken; at least 3, because medians are told. */
  repetitions: number;
  /** Most milliseconds that one sample may go on starting operations. */
  limitMs: number;
  /** Scales a number of operations down for a quick run. */
  count(full: number): number;
  /** The server, started at the first call and shared by every benchmark of the run. */
  server(): Promise<ServerUnderTest>;
  /** What has to be stopped at the end, whatever happens. */
  closers: Closers;
  progress(line: string): void;
}
