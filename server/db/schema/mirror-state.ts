import { sql } from "drizzle-orm";
import { bigint, boolean, check } from "drizzle-orm/pg-core";
import { bytea } from "./columns";
import { mirrorSchema } from "./mirror-schema";

/** The watermark: how much of the log the mirror holds. One row, moved in the transaction that adds the rows. */
export const mirrorState = mirrorSchema.table(
  "state",
  {
    /** Always true: the table holds one row. */
    singleton: boolean("singleton").primaryKey().default(true),
    /** Entries [0, applied_size) are in the mirror. */
    appliedSize: bigint("applied_size", { mode: "number" }).notNull(),
    /** The log's root at `applied_size`, 32 bytes (RFC 9162 §2.1.1). */
    rootHash: bytea("root_hash").notNull(),
    /** Hashes of the perfect subtrees that make up the tree of `applied_size` leaves, left → right, 32 bytes each. */
    frontier: bytea("frontier").notNull(),
  },
  (t) => [check("state_singleton", sql`${t.singleton}`)],
);
