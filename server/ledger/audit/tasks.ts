/** What an audit's threads are asked and answer. Tiles go several at a time: a message costs as much as a tile's hashes. */
import type { PublicKey } from "@/lib/crypto/suite";
import { StatementReader } from "@/lib/statement/statement-reader";
import type { AdmissionRule } from "../ledger";
import type { Verifier } from "./key-table";
import { KeyTable } from "./key-table";
import { PlainReads } from "./plain-reads";
import { checkTile, type TileParts, type TileReport, type TileTask } from "./tile-check";
import { checkSegment, type WalReport, type WalTask } from "./wal-check";

export type AuditTask =
  | { readonly kind: "tiles"; readonly tiles: readonly TileTask[] }
  | { readonly kind: "segment"; readonly task: WalTask };

export type AuditReport =
  | { readonly kind: "tiles"; readonly tiles: readonly TileReport[] }
  | { readonly kind: "segment"; readonly report: WalReport };

/** What a thread has to know before its first task. */
export interface AuditScope {
  readonly dir: string;
  readonly admission: AdmissionRule;
}

/** Does tasks, one after another, in whichever thread it was made. */
export class TaskRunner {
  readonly #parts: TileParts;
  readonly #keys = new KeyTable();

  constructor({ dir, admission }: AuditScope, suite: Verifier["suite"]) {
    const verifier = { suite, keys: this.#keys };
    this.#parts = { dir, admission, verifier, reads: new PlainReads(), reader: new StatementReader() };
  }

  /** Makes keys known, whose statements can then be verified. */
  learn(keys: readonly PublicKey[]): void {
    this.#keys.add(keys);
  }

  async run(task: AuditTask): Promise<AuditReport> {
    if (task.kind === "segment") {
      return { kind: "segment", report: await checkSegment(this.#parts, task.task) };
    }
    return { kind: "tiles", tiles: task.tiles.map((tile) => checkTile(this.#parts, tile)) };
  }

  close(): void {
    this.#parts.reads.close();
  }
}
