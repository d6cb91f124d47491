/** Doing many small things at once: a disk that syncs several files together syncs them at the price of one. */

/** Runs `action` on each item, at most `limit` at a time. @throws what the first to fail threw */
export async function inParallel<T>(
  items: Iterable<T>,
  limit: number,
  action: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let failed: { reason: unknown } | null = null;
  const work = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done && failed === null; next = iterator.next()) {
      try {
        await action(next.value);
      } catch (reason) {
        failed ??= { reason };
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, work));
  if (failed !== null) throw (failed as { reason: unknown }).reason;
}
