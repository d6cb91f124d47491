/**
 * Who goes next. Everything that takes time in a simulation, a call of the disk, a message, a timer, waits here until
 * it is picked; between two picks all that follows from the last one comes to rest. So a seed decides every
 * interleaving, and the same seed gives the same run.
 */
import { vi } from "vitest";
import type { Random } from "./random";

const realImmediate = setImmediate;

/** Lets everything that needs no more than promises come to rest. */
function rest(): Promise<void> {
  return new Promise((resolve) => realImmediate(resolve));
}

export class Scheduler {
  readonly random: Random;
  #tasks: { readonly run: () => void; readonly notBefore: number }[] = [];
  #steps = 0;

  /** Takes the place of the timers and the clock, until `end`. */
  constructor(random: Random) {
    this.random = random;
    const toFake = ["setTimeout", "clearTimeout", "setImmediate", "clearImmediate", "Date"] as const;
    vi.useFakeTimers({ toFake: [...toFake], now: Date.UTC(2026, 10, 1) });
  }

  /** Picks made so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Gives the timers and the clock back. */
  end(): void {
    vi.useRealTimers();
  }

  /** Puts something off until it is picked; now and then for long, so that others overtake it by many steps. */
  later(run: () => void): void {
    const patience = this.random.oneIn(8) ? this.random.below(80) : 0;
    this.#tasks.push({ run, notBefore: this.#steps + patience });
  }

  /** Picks one task, or lets the next timer end: always when there is no task, and now and then when a disk is slow. */
  async step(): Promise<void> {
    this.#steps++;
    const isTimer = vi.getTimerCount() > 0 && (this.#tasks.length === 0 || this.random.oneIn(4));
    if (isTimer) vi.advanceTimersToNextTimer();
    else this.#take()?.();
    await rest();
  }

  #take(): (() => void) | undefined {
    const ready = this.#tasks.filter(({ notBefore }) => notBefore <= this.#steps);
    const task = this.random.pick(ready.length > 0 ? ready : this.#tasks);
    if (task !== undefined) this.#tasks.splice(this.#tasks.indexOf(task), 1);
    return task?.run;
  }

  /** Steps until something is so. @returns false when it is not so after `steps` */
  async until(isDone: () => boolean, steps: number): Promise<boolean> {
    await rest();
    for (let i = 0; i < steps && !isDone(); i++) await this.step();
    return isDone();
  }
}
