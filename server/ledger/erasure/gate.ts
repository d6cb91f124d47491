/**
 * Keeps erasure apart from whoever copies secrets from one file to another or compares two copies: the tile writer and
 * the WAL dropper share the gate, an erasure has it alone. One that waits goes first, so that it is not kept waiting by
 * a log that never rests.
 */
export class ErasureGate {
  #sharing = 0;
  #isTaken = false;
  #waitingAlone = 0;
  #wake: (() => void)[] = [];

  /** Runs what reads or copies secrets, beside others of its kind, but not beside an erasure. */
  async shared<T>(action: () => Promise<T>): Promise<T> {
    while (this.#isTaken || this.#waitingAlone > 0) await this.#change();
    this.#sharing++;
    try {
      return await action();
    } finally {
      this.#sharing--;
      this.#tell();
    }
  }

  /** Runs an erasure, alone. */
  async alone<T>(action: () => Promise<T>): Promise<T> {
    this.#waitingAlone++;
    while (this.#isTaken || this.#sharing > 0) await this.#change();
    this.#waitingAlone--;
    this.#isTaken = true;
    try {
      return await action();
    } finally {
      this.#isTaken = false;
      this.#tell();
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #tell(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}
