/**
 * Which code has run, by V8's own count of blocks (inspector protocol, Profiler.takePreciseCoverage): what a fuzzer learns
 * from. A take costs milliseconds, so inputs are run many at a time and told apart only when there is something new.
 */
import { Session } from "node:inspector";

/** Offsets in a script. */
type Block = readonly [from: number, to: number];

/** A function that ran, or a block of it that had not run before. */
export interface Reached {
  readonly key: string;
  readonly block: Block | null;
}

export class Coverage {
  readonly #session = new Session();
  readonly #isOurs: (url: string) => boolean;
  /** Per function that has run: the blocks of it that have not. */
  readonly #unseen = new Map<string, readonly Block[]>();
  #count = 0;

  /** @param isOurs tells whether code of a file counts */
  constructor(isOurs: (url: string) => boolean) {
    this.#isOurs = isOurs;
    this.#session.connect();
    this.#session.post("Profiler.enable");
    this.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  }

  /** Functions that have run, and blocks of them that have been reached since their first run. */
  get reached(): number {
    return this.#count;
  }

  /** Takes what has run since the last take; returns what of it ran for the first time. */
  takeNew(): Reached[] {
    const reached: Reached[] = [];
    for (const [key, unseen] of this.#take()) {
      const before = this.#unseen.get(key);
      if (before === undefined) reached.push({ key, block: null });
      const left = before === undefined ? unseen : before.filter((block) => isWithin(unseen, block));
      for (const block of before ?? []) if (!left.includes(block)) reached.push({ key, block });
      this.#unseen.set(key, left);
    }
    this.#count += reached.length;
    return reached;
  }

  /** Takes what has run since the last take; returns what of some code was in it. */
  takeOf(wanted: readonly Reached[]): Reached[] {
    const taken = this.#take();
    return wanted.filter(({ key, block }) => {
      const unseen = taken.get(key);
      return unseen !== undefined && (block === null || !isWithin(unseen, block));
    });
  }

  end(): void {
    this.#session.disconnect();
  }

  #take(): Map<string, Block[]> {
    const taken = new Map<string, Block[]>();
    this.#session.post("Profiler.takePreciseCoverage", (error, { result }) => {
      if (error !== null) throw error;
      for (const { scriptId, url, functions } of result.filter(({ url }) => this.#isOurs(url))) {
        for (const { ranges } of functions) {
          const [whole] = ranges;
          if (whole === undefined || whole.count === 0) continue;
          const unseen = ranges.filter(({ count }) => count === 0);
          taken.set(
            `${url}:${scriptId}:${whole.startOffset}-${whole.endOffset}`,
            unseen.map(({ startOffset, endOffset }) => [startOffset, endOffset] as const),
          );
        }
      }
    });
    return taken;
  }
}

function isWithin(ranges: readonly Block[], [from, to]: Block): boolean {
  return ranges.some(([start, end]) => start <= from && to <= end);
}
