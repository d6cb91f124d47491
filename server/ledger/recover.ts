/** What a crash may leave at the end of the WAL, put right before anything is appended after it. */
import { invariant } from "@/lib/errors";
import { writeAll } from "./files";
import type { Replayed } from "./replay";

const zeroChunk = new Uint8Array(1 << 20);

/**
 * Overwrites a batch that a crash cut off with zeros, and writes the last whole batch once more: its sync may never
 * have returned, so that it is in the page cache only, or after a failed sync, marked clean there without being on
 * the disk. Idempotent: a crash in here is met by the same steps at the next start.
 */
export async function recoverTail(
  replayed: Replayed,
  {
    wasClean,
    onNotice,
    fatal,
  }: {
    wasClean: boolean;
    onNotice: (line: string) => void;
    fatal: (error: unknown) => never;
  },
): Promise<void> {
  const { end, tornBytes, lastFrame, segments, state, published } = replayed;
  if (wasClean || (state.size === 0 && tornBytes === 0)) return;
  const file = segments.get(end.segment);
  invariant(file !== undefined, "the last WAL segment is open");
  try {
    for (let done = 0; done < tornBytes; done += zeroChunk.length) {
      await writeAll(
        file,
        zeroChunk.subarray(0, Math.min(zeroChunk.length, tornBytes - done)),
        end.offset + done,
      );
    }
    if (lastFrame !== null) {
      await writeAll(file, await file.read(lastFrame.length, lastFrame.offset), lastFrame.offset);
    }
    await file.datasync();
  } catch (error) {
    fatal(error);
  }
  const unsigned = state.size - published.size;
  onNotice(
    `recovered: the ledger was not closed; it has ${state.size} entries, ${unsigned} of them after the last checkpoint`,
  );
  if (tornBytes > 0) {
    onNotice(
      `recovered: ${file.path}:${end.offset}: dropped a batch that the crash cut off; nobody was told of it`,
    );
  }
}
