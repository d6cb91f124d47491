/** Both logs measured in turn, so that whatever else the machine does meets both. */
import { join } from "node:path";
import type { AddServer, StartAddServer } from "./add-server";
import type { BenchContext } from "./bench";

export const names = ["suyuan", "tessera"] as const;
export type Name = (typeof names)[number];

type Measure<T> = (server: AddServer) => Promise<T>;

/** Lets both logs be measured in turn, `repetitions` times, each time from empty. */
export async function inTurn<T>(
  context: BenchContext,
  {
    label,
    starters,
    measure,
  }: { label: string; starters: Record<Name, StartAddServer>; measure: Measure<T> },
): Promise<Record<Name, T[]>> {
  const results: Record<Name, T[]> = { suyuan: [], tessera: [] };
  for (let round = 0; round < context.repetitions; round++) {
    for (const name of names) {
      const folder = join(context.folder, `${label}-${name}-${round}`);
      const server = await starters[name](folder, (stop) => context.closers.push(name, stop));
      results[name].push(await measure(server));
      await server.stop();
    }
  }
  return results;
}
