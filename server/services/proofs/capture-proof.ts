/** Builds proof bundles out of the ledger: what is shown of one entry, its place in the log, and whose key signed it. */
import { toHex } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { type EventNode, pruneCapture, pruneEvent } from "@/lib/fields/pruned-tree";
import type { JsonValue } from "@/lib/json";
import { buildBundle } from "@/lib/proof/build";
import type { ProofBundle } from "@/lib/proof/bundle";
import { decodeStatement } from "@/lib/statement/statement";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { Ledger, LogEntry, PublishedCheckpoint } from "@/server/ledger/ledger";

/** Decides about one field of one event: whether it is shown. */
export type IsDisclosed = (pointer: string, value: JsonValue) => boolean;

/** What is shown of one entry. */
export interface ShownEntry {
  leafIndex: number;
  /** By ordinal; events that are not here stay a hash. */
  events: ReadonlyMap<number, IsDisclosed>;
}

/** A bundle, and the ids of the events it shows, in order. */
export interface EntryProof {
  bundle: ProofBundle;
  ids: string[];
}

/** The parts of the ledger that proofs are built from. */
export type ProvingLedger = Pick<
  Ledger,
  "entry" | "openTree" | "inclusionProof" | "issuerProof" | "membership" | "published" | "final"
>;

/**
 * Builds the bundle of one entry. Of an erased event its hash is shown in its place: proof that it exists.
 * @param checkpoint the published one to prove against; the bundles of a set share it
 * @throws DomainError unavailable while it does not cover the entry
 */
export async function captureProof(
  ledger: ProvingLedger,
  shown: ShownEntry,
  checkpoint: Pick<PublishedCheckpoint, "size" | "note">,
): Promise<EntryProof> {
  const { size, note } = checkpoint;
  const { leafIndex } = shown;
  if (leafIndex >= size) {
    throw new DomainError(
      "unavailable",
      `entry ${leafIndex}: expected a published checkpoint over it, got size ${size}`,
    );
  }
  const entry = await ledger.entry(leafIndex);
  const { nodes, ids } = openShown(ledger, entry, shown);
  const kidHex = toHex(decodeStatement(entry.statement).header.kid);
  const issuer = await ledger.issuerProof(kidHex, leafIndex, size);
  const key = ledger.membership().keyOf(kidHex);
  if (key === undefined) throw new DomainError("not_found", `kid: expected a key of the log, got ${kidHex}`);
  const [path, statePath] = await Promise.all([
    ledger.inclusionProof(leafIndex, size),
    ledger.inclusionProof(issuer.stateIndex, size),
  ]);
  const roots = entry.trees.map((tree) => tree.root);
  const bundle = buildBundle({
    statement: entry.statement,
    capture: pruneCapture(nodeSuite.sha256, roots, nodes),
    proof: { index: leafIndex, path, checkpoint: note },
    issuer: {
      key,
      leaf: issuer.leaf,
      index: issuer.leafIndexInState,
      size: issuer.stateSize,
      path: issuer.path,
      statement: issuer.stateStatement,
      proof: { index: issuer.stateIndex, path: statePath, checkpoint: note },
    },
  });
  return { bundle, ids };
}

function openShown(ledger: ProvingLedger, entry: LogEntry, { events }: ShownEntry) {
  const nodes = new Map<number, EventNode | null>();
  const ids: string[] = [];
  for (const ordinal of [...events.keys()].sort((a, b) => a - b)) {
    const tree = entry.trees[ordinal];
    const isDisclosed = events.get(ordinal);
    if (tree === undefined || isDisclosed === undefined) continue;
    const event = ledger.openTree(tree);
    if (tree.secret === null || event === null) {
      nodes.set(ordinal, null);
      continue;
    }
    nodes.set(ordinal, pruneEvent(nodeSuite, event, tree.secret, isDisclosed));
    ids.push(`${entry.leafIndex}.${ordinal}`);
  }
  return { nodes, ids };
}
