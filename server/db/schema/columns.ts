/** Column types that drizzle lacks, and the two columns that every row of the mirror begins with. */
import { bigint, customType, integer } from "drizzle-orm/pg-core";

/** Bytes: hashes, keys, roots. */
export const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => "bytea" });

/**
 * Text compared byte by byte (collation "C"), whatever the database's own collation is: for identifiers. Prefix
 * searches use a plain index, and the order of pages is the same on every machine.
 */
export const identifier = customType<{ data: string; driverData: string }>({
  dataType: () => 'text COLLATE "C"',
});

/** Search terms; see `searchTerms` in server/mirror/search-terms.ts. Written as the text of a tsvector. */
export const tsvector = customType<{ data: string; driverData: string }>({ dataType: () => "tsvector" });

/** The entry's index in the log, 0 ≤ leafIndex < 2^53. */
export const leafIndex = () => bigint("leaf_index", { mode: "number" }).notNull();

/** The event's place in its entry's capture, from 0. */
export const ordinal = () => integer("ordinal").notNull();
