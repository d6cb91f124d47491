/**
 * Before a log signs anything it asks its witnesses how far they have seen it. One that has seen more than this folder
 * holds has seen a future that was lost: the folder was restored from a copy, or another one is in use. Going on would
 * sign a second history.
 */
import { DomainError } from "@/lib/errors";
import { formatAddCheckpoint } from "@/lib/note/add-checkpoint";
import { parseCheckpoint } from "@/lib/note/checkpoint";
import { parseNote } from "@/lib/note/note";
import { askWitness, type WitnessAnswer } from "./ask-witness";
import { type Endpoint, endpointName } from "./endpoint";

export interface LargerTreeParts {
  readonly endpoints: readonly Endpoint[];
  /** The last signed checkpoint; "" before the first. */
  readonly checkpoint: string;
  readonly timeoutMs: number;
  readonly onNotice: (line: string) => void;
}

/** The size each endpoint is at, by its URL; null where it did not say. */
export type SizesByUrl = ReadonlyMap<string, number | null>;

/**
 * Asks every witness for its size, all at once.
 * @throws DomainError conflict, one line with each witness's size, ours and what to do, when one has seen a larger
 * tree, or another tree of the same size
 */
export async function requireNoLargerTree(parts: LargerTreeParts): Promise<SizesByUrl> {
  const { endpoints, checkpoint, onNotice } = parts;
  const sizes = new Map<string, number | null>();
  if (checkpoint === "") return sizes;
  const own = parseCheckpoint(parseNote(checkpoint).text).size;
  const found = await Promise.all(endpoints.map((endpoint) => ask(endpoint, own, parts)));
  const problems: string[] = [];
  for (const [i, endpoint] of endpoints.entries()) {
    const answer = found[i] ?? null;
    if (answer === null) continue;
    const name = endpointName(endpoint);
    sizes.set(endpoint.url, answer.kind === "at" ? answer.size : null);
    if (answer.kind === "at" && answer.size > own) problems.push(`${name} has seen ${answer.size} entries`);
    else if (answer.kind === "fork") problems.push(`${name} has seen another tree of ${own} entries`);
    else if (answer.kind === "silent")
      onNotice(`${name}: not asked whether this log is the newest: ${answer.reason}`);
  }
  if (problems.length > 0) throw new DomainError("conflict", largerTreeMessage(problems.join(", "), own));
  return sizes;
}

/** Says what a larger tree means and what to do. */
export function largerTreeMessage(problem: string, own: number): string {
  return (
    `witnesses: ${problem}; this folder ends at ${own}. It is an older copy, or another server signs with this log's key: ` +
    "nothing is signed here, since that would show two histories. Bring back the newest copy (npm run restore); " +
    "if it is lost for good, found a new log that continues this one (npm run continue, log.continued), " +
    "or, if the witness is wrong, take it out of the policy"
  );
}

type Found =
  | { readonly kind: "at"; readonly size: number }
  | { readonly kind: "fork" }
  | { readonly kind: "silent"; readonly reason: string };

/** Asks from size 0, which a witness that knows this log answers with its size; then, at the same size, for its root. */
async function ask(endpoint: Endpoint, own: number, parts: LargerTreeParts): Promise<Found> {
  const { checkpoint: note, timeoutMs } = parts;
  const call = (oldSize: number): Promise<WitnessAnswer> =>
    askWitness({ url: endpoint.url, body: formatAddCheckpoint({ oldSize, proof: [], note }), timeoutMs });
  const first = await call(0);
  if (first.kind === "cosigned") return { kind: "at", size: own };
  if (first.kind === "unreachable") return { kind: "silent", reason: first.reason };
  if (first.kind === "refused") return { kind: "silent", reason: `HTTP ${first.status} ${first.reason}` };
  if (first.size !== own) return first;
  const second = await call(own);
  const isOther = second.kind === "refused" && (second.status === 422 || second.status === 409);
  return isOther ? { kind: "fork" } : first;
}
