/**
 * What was seen of the logs in a run, checked as it happens against the invariants of model/Checkpoints.tla, whose names
 * are used here. A run that breaks one ends with its trace.
 */
import { equalBytes, toHex } from "@/lib/bytes";
import { type Checkpoint, parseCheckpoint } from "@/lib/note/checkpoint";
import { parseNote } from "@/lib/note/note";
import { decodeSlot } from "../head";

/** An invariant that did not hold. */
export class Violation extends Error {
  readonly invariant: string;

  constructor(invariant: string, message: string, trace: readonly string[]) {
    super(`${invariant}: ${message}\n${trace.slice(-60).join("\n")}`);
    this.invariant = invariant;
  }
}

/** Files certain to outlast a power cut, by path. */
type DurableFiles = ReadonlyMap<string, Uint8Array>;

export class Trace {
  readonly #lines: string[] = [];
  /** Sizes anybody outside has seen, per folder, with the root each time. */
  readonly #shown = new Map<string, Map<number, string>>();
  /** Cosignatures: per checkpoint, of whom. */
  readonly #cosigned = new Map<string, { readonly checkpoint: Checkpoint; readonly by: Set<string> }>();
  #first: Violation | null = null;
  #counts = new Map<string, number>();

  /** Notes an action, by its name in the model. */
  note(action: string, detail = ""): void {
    this.#counts.set(action, (this.#counts.get(action) ?? 0) + 1);
    this.#lines.push(`${this.#lines.length} ${action} ${detail}`);
  }

  /** How often each action was taken. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** All that happened, in order. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  get violation(): Violation | null {
    return this.#first;
  }

  /** Notes that an invariant does not hold; the first one counts. */
  violate(invariant: string, message: string): void {
    this.#first ??= new Violation(invariant, message, this.#lines);
  }

  /** AcknowledgedIsDurable: a power cut at this moment would leave the entry. */
  acknowledged(folder: string, entry: Uint8Array, durable: DurableFiles): void {
    this.note("Acknowledge", folder);
    const isThere = [...durable].some(([path, bytes]) => path.endsWith(".seg") && bytesHold(bytes, entry));
    if (!isThere)
      this.violate("AcknowledgedIsDurable", "an entry was acknowledged that a power cut could lose");
  }

  /** ShownIsPersisted and OneHistory, for a checkpoint that leaves the process. */
  shown(action: string, folder: string, note: string, durable: DurableFiles): void {
    const { size, rootHash } = parseCheckpoint(parseNote(note).text);
    this.note(action, `${folder} ${size}`);
    if (size > persistedSize(durable)) {
      this.violate("ShownIsPersisted", `a checkpoint of ${size} is seen outside before it is durable`);
    }
    const roots = this.#shown.get(folder) ?? new Map<number, string>();
    this.#shown.set(folder, roots);
    const before = roots.get(size);
    if (before !== undefined && before !== toHex(rootHash)) {
      this.violate("OneHistory", `two roots of ${size} entries were shown`);
    }
    roots.set(size, toHex(rootHash));
  }

  cosigned(witness: string, note: string): void {
    const checkpoint = parseCheckpoint(parseNote(note).text);
    this.note("Cosign", `${witness} ${checkpoint.size}`);
    const key = `${checkpoint.size} ${toHex(checkpoint.rootHash)}`;
    const held = this.#cosigned.get(key) ?? { checkpoint, by: new Set() };
    held.by.add(witness);
    this.#cosigned.set(key, held);
  }

  /** Sizes and roots shown of a folder. */
  shownOf(folder: string): ReadonlyMap<number, string> {
    return this.#shown.get(folder) ?? new Map();
  }

  /** Checkpoints with at least so many cosignatures. */
  final(quorum: number): Checkpoint[] {
    return [...this.#cosigned.values()]
      .filter(({ by }) => by.size >= quorum)
      .map(({ checkpoint }) => checkpoint);
  }

  /** Checkpoints a witness has cosigned. */
  cosignedBy(witness: string): Checkpoint[] {
    return [...this.#cosigned.values()]
      .filter(({ by }) => by.has(witness))
      .map(({ checkpoint }) => checkpoint);
  }
}

/** The size of the last signed checkpoint that the head files certainly hold. */
function persistedSize(durable: DurableFiles): number {
  const slots = [...durable].filter(([path]) => /head\.[ab]$/.test(path));
  return Math.max(0, ...slots.map(([path, bytes]) => signedSize(path, bytes)));
}

const signedSizes = new WeakMap<Uint8Array, number>();

function signedSize(path: string, bytes: Uint8Array): number {
  const known = signedSizes.get(bytes);
  if (known !== undefined) return known;
  const slot = decodeSlot(path, bytes);
  const isSigned = !("torn" in slot) && slot.head.checkpoint !== "";
  const size = isSigned ? parseCheckpoint(parseNote(slot.head.checkpoint).text).size : 0;
  signedSizes.set(bytes, size);
  return size;
}

function bytesHold(bytes: Uint8Array, part: Uint8Array): boolean {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(part);
  return at >= 0 && equalBytes(bytes.subarray(at, at + part.length), part);
}
