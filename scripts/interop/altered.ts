/** A log with one byte changed in one of the files it serves, as a judge has to notice. */
import { tileLevels } from "@/lib/tile/layout";
import { entriesPath, parseTilePath, tilePath, tileWidth } from "@/lib/tile/path";
import type { PublicLog } from "@/server/http/log";

/** Lists a file of each kind that a log of this size serves: checkpoint, full and partial tiles of each level, bundles. */
export function filesOfEachKind(size: number): string[] {
  const names = ["checkpoint"];
  for (const { level, fullTiles, partialWidth } of tileLevels(size)) {
    if (fullTiles > 0) names.push(tilePath(level, Math.floor(fullTiles / 2)));
    if (partialWidth > 0) names.push(tilePath(level, fullTiles, partialWidth));
  }
  names.push(entriesPath(0));
  if (size % tileWidth > 0) names.push(entriesPath(Math.floor(size / tileWidth), size % tileWidth));
  return names;
}

/** Returns the log with one bit turned over in the middle of the file `name`, whatever width of it is asked for. */
export function altered(log: PublicLog, name: string): PublicLog {
  const place = name === "checkpoint" ? null : parseTilePath(name);
  const offset = place === null ? 0 : place.level === "entries" ? -1 : 32 * Math.floor(place.width / 2);
  return {
    published() {
      const checkpoint = log.published();
      return place === null ? { ...checkpoint, note: otherRoot(checkpoint.note) } : checkpoint;
    },
    async tile(level, n, width) {
      const bytes = await log.tile(level, n, width);
      return place?.level === level && place.n === n ? turned(bytes, offset) : bytes;
    },
    async entryBundle(n, width) {
      const bytes = await log.entryBundle(n, width);
      return place?.level === "entries" && place.n === n ? turned(bytes, offset) : bytes;
    },
  };
}

function turned(bytes: Uint8Array, offset: number): Uint8Array {
  const copy = new Uint8Array(bytes);
  const at = offset < 0 ? copy.length + offset : offset;
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

/** Changes a character of the root hash, the third line. */
function otherRoot(note: string): string {
  const lines = note.split("\n");
  const root = lines[2] ?? "";
  lines[2] = (root.startsWith("A") ? "B" : "A") + root.slice(1);
  return lines.join("\n");
}
