import type { Db, Sql } from "@/server/db/client";
import type { Keystore } from "@/server/keystore/keystore";
import type { Ledger } from "@/server/ledger/ledger";
import type { Mirror } from "@/server/mirror/applier";
import type { Forgetter } from "@/server/mirror/forgetting/forgetter";
import type { PreparedTrees } from "@/server/mirror/prepared-trees";
import type { RecentEvents } from "./capture/recent-events";
import type { LogSignatures } from "./log/log-signatures";

/** What a use case may touch; one value, made once at start-up, passed first. */
export interface ServiceDeps {
  sql: Sql;
  db: Db;
  ledger: Ledger;
  mirror: Mirror;
  forgetter: Forgetter;
  keystore: Keystore;
  recent: RecentEvents;
  /** Rows that captures have derived, for the mirror. */
  prepared: PreparedTrees;
  /** The log's signatures beside its checkpoints: receipts and promises. */
  logSignatures: LogSignatures;
  /** The address that QR codes carry, without a trailing slash. */
  publicUrl(): string;
  /** Wall clock, ms since the epoch. */
  nowMs(): number;
}
