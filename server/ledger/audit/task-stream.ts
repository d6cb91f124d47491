/** Tasks done by a pool, some ahead of what is asked for, and given back in order. */
import { invariant } from "@/lib/errors";
import type { BlockFinder } from "./block-finder";
import type { AuditPool } from "./pool";
import type { AuditReport, AuditTask } from "./tasks";
import type { TileReport, TileTask } from "./tile-check";
import type { WalReport } from "./wal-check";

/** Tiles of one task. */
const tilesPerTask = 16;

/** Yields the reports of tasks, in their order; as many are under way as keep the pool busy. */
export async function* inOrder(pool: AuditPool, tasks: Iterable<AuditTask>): AsyncGenerator<AuditReport> {
  const ahead: Promise<AuditReport>[] = [];
  for (const task of tasks) {
    const report = pool.run(task);
    // Awaited in its turn; until then a failure is nobody's.
    report.catch(() => undefined);
    ahead.push(report);
    if (ahead.length < pool.width) continue;
    const next = await ahead.shift();
    if (next !== undefined) yield next;
  }
  for (const report of ahead) yield await report;
}

/** Asks for a tile again, with each of its statements. */
export async function tileInFull(pool: AuditPool, { task }: TileReport): Promise<TileReport> {
  const report = await pool.run({ kind: "tiles", tiles: [{ ...task, wantsEach: true }] });
  const [tile] = report.kind === "tiles" ? report.tiles : [];
  invariant(tile !== undefined, `tile ${task.n} was asked for`);
  return tile;
}

/** Cuts tiles `first` ≤ n < `end` into tasks; blocks are found on the way. */
export function* tileTasks(options: {
  first: number;
  end: number;
  finder: BlockFinder;
  wants: (n: number) => Pick<TileTask, "wantsLeaves" | "wantsEach">;
}): Generator<AuditTask> {
  const { first, end, finder, wants } = options;
  for (let from = first; from < end; from += tilesPerTask) {
    const count = Math.min(tilesPerTask, end - from);
    const tiles = Array.from({ length: count }, (_, i) => {
      const n = from + i;
      return { n, block: finder.place(n), ...wants(n) };
    });
    yield { kind: "tiles", tiles };
  }
}

/** Yields the reports of segments, in order. */
export async function* walReports(pool: AuditPool, tasks: readonly AuditTask[]): AsyncGenerator<WalReport> {
  for await (const report of inOrder(pool, tasks)) if (report.kind === "segment") yield report.report;
}
