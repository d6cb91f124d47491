/**
 * What a witness must never forget: of each log the largest tree it has cosigned. One file, written whole and synced
 * before any answer, so that a crash leaves the state before or the state after (rename(2)); a checksum tells a
 * changed file from a whole one.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fromUtf8, utf8 } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { type Files, writeFileWhole } from "@/server/ledger/files";

/** What a witness last cosigned of a log. */
export interface Seen {
  readonly size: number;
  /** Base64, as in the checkpoint. */
  readonly root: string;
  /** The checkpoint as it goes to monitors: the log's signatures, and the witness's own. */
  readonly note: string;
}

/** The state as stored: the witness's name, frozen at its first start, and the logs by origin. */
interface Stored {
  readonly name: string;
  readonly logs: Record<string, Seen>;
}

const header = "suyuan-witness-state/v1";

export class WitnessState {
  readonly #files: Files;
  readonly #dir: string;
  readonly #seen: Map<string, Seen>;
  readonly name: string;

  private constructor(files: Files, dir: string, { name, logs }: Stored) {
    this.#files = files;
    this.#dir = dir;
    this.name = name;
    this.#seen = new Map(Object.entries(logs));
  }

  /** Makes the state of a new witness; durable when it returns. */
  static async create(files: Files, dir: string, name: string): Promise<WitnessState> {
    const state = new WitnessState(files, dir, { name, logs: {} });
    await state.#write(state.#seen);
    return state;
  }

  /**
   * Opens the state of a folder; null when there is none.
   * @throws DomainError malformed, naming the file, when it is not what was written: the witness must not run
   */
  static async open(files: Files, dir: string): Promise<WitnessState | null> {
    const bytes = await files.read(statePath(dir));
    return bytes === null ? null : new WitnessState(files, dir, decode(statePath(dir), bytes));
  }

  /** What was cosigned last of a log; undefined when nothing was. */
  seen(origin: string): Seen | undefined {
    return this.#seen.get(origin);
  }

  /**
   * Records a checkpoint as cosigned; durable when it returns, and only then visible to `seen`.
   * @throws Error when the disk fails; what it holds is then unknown, and the witness must end
   */
  async record(origin: string, seen: Seen): Promise<void> {
    await this.#write(new Map(this.#seen).set(origin, seen));
    this.#seen.set(origin, seen);
  }

  async #write(seen: ReadonlyMap<string, Seen>): Promise<void> {
    await writeFileWhole(
      this.#files,
      statePath(this.#dir),
      encode({ name: this.name, logs: Object.fromEntries(seen) }),
    );
    await this.#files.syncFolder(this.#dir);
  }
}

function statePath(dir: string): string {
  return join(dir, "state");
}

function encode(stored: Stored): Uint8Array {
  const text = `${JSON.stringify(stored)}\n`;
  return utf8(`${header} ${checksum(text)}\n${text}`);
}

function decode(path: string, bytes: Uint8Array): Stored {
  const refusal = new DomainError(
    "malformed",
    `${path}: expected the state this witness wrote, got a changed file; a witness that does not know what it has ` +
      "cosigned must not cosign again: restore the newest copy of the file, or begin anew with another folder, name and key",
  );
  let text: string;
  try {
    text = fromUtf8(bytes);
  } catch {
    throw refusal;
  }
  const [first = "", body = "", ...rest] = text.split("\n");
  if (first !== `${header} ${checksum(`${body}\n`)}` || rest.length !== 1 || rest[0] !== "") throw refusal;
  return JSON.parse(body) as Stored;
}

function checksum(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
