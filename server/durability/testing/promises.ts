/** What the killed processes promised, and whether the files they left keep it. */
import { expect } from "vitest";
import { equalBytes, toHex } from "@/lib/bytes";
import { canonicalize } from "@/lib/jcs";
import { Frontier } from "@/lib/merkle/frontier";
import { parseCheckpoint } from "@/lib/note/checkpoint";
import { parseNote, verifyNote } from "@/lib/note/note";
import { parseVkey } from "@/lib/note/vkey";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { LogEntry } from "@/server/ledger/ledger";
import type { LedgerReader } from "@/server/ledger/ledger-reader";
import { documentOf } from "./documents";
import type { Acknowledged, Told } from "./kill-protocol";

export class Promises {
  readonly acknowledged = new Map<string, Acknowledged>();
  readonly checkpoints = new Set<string>();
  readonly #sent = new Set<string>();
  /** Leaf hashes that the files had after earlier rounds. */
  readonly #leafHashes: string[] = [];
  /** Public ids of all events opened so far, by their canonical JSON. */
  #places = new Map<string, string>();
  #opened = 0;

  /** Notes what a worker told. */
  hear(told: readonly Told[]): void {
    for (const line of told) {
      if ("sent" in line) this.#sent.add(line.sent);
      if ("checkpoint" in line) this.checkpoints.add(line.checkpoint);
      if ("acknowledged" in line) this.acknowledged.set(line.acknowledged.name, line.acknowledged);
    }
  }

  /** Names of documents that were sent and whose answer nobody heard. */
  unanswered(): string[] {
    return [...this.#sent].filter((name) => !this.acknowledged.has(name));
  }

  /** Events acknowledged so far. */
  get events(): number {
    return [...this.acknowledged.values()].reduce((sum, { ids }) => sum + ids.length, 0);
  }

  /** Makes the next check open every event again, not only those of new entries. */
  forgetOpened(): void {
    this.#places = new Map();
    this.#opened = 0;
  }

  /**
   * Checks the files against every promise: each acknowledged capture with its bytes, each entry once seen, each
   * checkpoint once signed; and that no event is there twice, and no document in part.
   */
  async requireKept(reader: LedgerReader, vkey: string): Promise<void> {
    const { size } = reader.head();
    const frontier = new Frontier(nodeSuite.sha256);
    const roots = new Map([[0, frontier.root()]]);
    const byIndex = new Map([...this.acknowledged.values()].map((promise) => [promise.leafIndex, promise]));
    for await (const entry of reader.entries(0, size)) {
      expect(entry.leafIndex).toBe(frontier.size);
      this.#requireSeen(entry);
      requirePromise(entry, byIndex.get(entry.leafIndex));
      if (entry.leafIndex >= this.#opened) this.#open(reader, entry);
      frontier.append(entry.leafHash);
      roots.set(frontier.size, frontier.root());
    }
    expect(frontier.size).toBe(size);
    this.#opened = size;
    for (const [name, { ids }] of this.acknowledged) expect(this.#placesOf(name), name).toEqual(ids);
    for (const name of this.unanswered()) requireWhole(this.#placesOf(name));
    await this.#requireCheckpoints(roots, vkey);
  }

  #open(reader: LedgerReader, { leafIndex, trees }: LogEntry): void {
    for (const [i, tree] of trees.entries()) {
      const body = canonicalize(reader.openTree(tree) ?? {});
      expect(this.#places.get(body), `event ${leafIndex}.${i} is in the log once`).toBeUndefined();
      this.#places.set(body, `${leafIndex}.${i}`);
    }
  }

  /** Public ids of a document's events, found by their bytes. */
  #placesOf(name: string): (string | undefined)[] {
    return documentOf(name).events.map((event) => this.#places.get(canonicalize(event)));
  }

  /** What is in the files stays in them, acknowledged or not. */
  #requireSeen({ leafIndex, leafHash }: LogEntry): void {
    const hash = toHex(leafHash);
    expect(hash, `entry ${leafIndex}`).toBe(this.#leafHashes[leafIndex] ?? hash);
    this.#leafHashes[leafIndex] = hash;
  }

  /** Every checkpoint ever seen is of this very log: so no two of them can contradict each other. */
  async #requireCheckpoints(roots: Map<number, Uint8Array>, vkey: string): Promise<void> {
    expect(this.#leafHashes.length).toBe(roots.size - 1);
    for (const text of this.checkpoints) {
      const note = parseNote(text);
      await verifyNote(nodeSuite, note, [parseVkey(vkey)]);
      const { size, rootHash } = parseCheckpoint(note.text);
      const root = roots.get(size);
      expect(root !== undefined && equalBytes(root, rootHash), `the checkpoint of ${size} holds`).toBe(true);
    }
  }
}

function requirePromise({ leafIndex, leafHash, trees }: LogEntry, promise: Acknowledged | undefined): void {
  if (promise === undefined) return;
  expect(toHex(leafHash), `entry ${leafIndex}`).toBe(promise.leafHash);
  expect(trees.map(({ root }) => toHex(root))).toEqual(promise.roots);
}

function requireWhole(places: readonly (string | undefined)[]): void {
  const entries = new Set(places.map((place) => place?.split(".")[0]));
  expect(entries.size, `a document is in one entry, or in none: ${places.join(" ")}`).toBe(1);
}
