import { DomainError } from "../errors";

/** Hashes, or entries, in a full tile: its height is 8 (C2SP tlog-tiles). */
export const tileWidth = 256;

/** The place of a tile of hashes or of an entry bundle. */
export interface TileAddress {
  /** 0–63 for hashes; "entries" for an entry bundle. */
  level: number | "entries";
  /** The tile's index in its level. */
  n: number;
  /** 256 when full, else 1–255. */
  width: number;
}

const levelMax = 63;

/** Writes `tile/<L>/<N>[.p/<W>]`, relative to the log's prefix (C2SP tlog-tiles). Width 256 (the default) is a full tile. */
export function tilePath(level: number, n: number, width = tileWidth): string {
  return `tile/${level}/${indexPath(n)}${partialSuffix(width)}`;
}

/** Writes `tile/entries/<N>[.p/<W>]`, relative to the log's prefix. Width 256 (the default) is a full bundle. */
export function entriesPath(n: number, width = tileWidth): string {
  return `tile/entries/${indexPath(n)}${partialSuffix(width)}`;
}

/**
 * Reads what `tilePath` and `entriesPath` write.
 * @throws DomainError malformed on any other text, a level above 63, a width of 0 or above 255
 */
export function parseTilePath(path: string): TileAddress {
  const match = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/.exec(
    path,
  );
  const level = match?.[1] === "entries" ? "entries" : Number(match?.[1]);
  const n = Number(match?.[2]?.replaceAll(/[x/]/g, ""));
  const width = match?.[3] === undefined ? tileWidth : Number(match[3]);
  const isPartial = match?.[3] !== undefined;
  const isValid =
    match !== null &&
    (level === "entries" || level <= levelMax) &&
    Number.isSafeInteger(n) &&
    (!isPartial || width < tileWidth) &&
    indexPath(n) === match[2];
  if (!isValid) {
    throw new DomainError(
      "malformed",
      `tile: expected tile/<L>/<N>[.p/<W>], got ${JSON.stringify(path.slice(0, 80))}`,
    );
  }
  return { level, n, width };
}

/** Groups of three digits, all but the last marked with x: 1234067 is x001/x234/067. */
function indexPath(n: number): string {
  const digits = String(n);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, "0");
  return (padded.match(/.{3}/g) ?? [])
    .map((group, i, all) => (i < all.length - 1 ? `x${group}` : group))
    .join("/");
}

function partialSuffix(width: number): string {
  return width === tileWidth ? "" : `.p/${width}`;
}
