/** Who wants to hear of appended batches and published checkpoints. */
import type { PublishedCheckpoint, Unsubscribe } from "./ledger";

export class Signals {
  readonly #onAppend = new Set<(size: number) => void>();
  readonly #onPublish = new Set<(checkpoint: PublishedCheckpoint) => void>();

  onAppend(callback: (size: number) => void): Unsubscribe {
    this.#onAppend.add(callback);
    return () => this.#onAppend.delete(callback);
  }

  onPublish(callback: (checkpoint: PublishedCheckpoint) => void): Unsubscribe {
    this.#onPublish.add(callback);
    return () => this.#onPublish.delete(callback);
  }

  appended(size: number): void {
    for (const callback of this.#onAppend) call(callback, size);
  }

  published(checkpoint: PublishedCheckpoint): void {
    for (const callback of this.#onPublish) call(callback, checkpoint);
  }
}

/** A listener's mistake is reported where such mistakes are, and never stops the ledger that called it. */
function call<T>(callback: (value: T) => void, value: T): void {
  try {
    callback(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
