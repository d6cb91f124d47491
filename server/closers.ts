/** What was started, to be stopped in the opposite order. */
export interface Closers {
  /** Remembers how to stop what has just been started. */
  push(name: string, close: () => Promise<void>): void;
  /** Stops everything, last first; one that fails is told of and does not keep the others from stopping. */
  close(onProblem: (line: string) => void): Promise<void>;
}

/** Makes an empty list of closers. */
export function makeClosers(): Closers {
  const stack: { name: string; close: () => Promise<void> }[] = [];
  return {
    push(name, close) {
      stack.push({ name, close });
    },
    async close(onProblem) {
      for (let closer = stack.pop(); closer !== undefined; closer = stack.pop()) {
        try {
          await closer.close();
        } catch (error) {
          onProblem(`${closer.name} did not stop cleanly: ${error instanceof Error ? error.message : error}`);
        }
      }
    },
  };
}
