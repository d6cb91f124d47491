/** Everything a use case needs, real but small: files in a temporary folder, a database of its own. For tests only. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toBase64Url } from "@/lib/bytes";
import type { Role } from "@/lib/membership/roles";
import { encodeCoseKey } from "@/lib/statement/cose-key";
import { createTestDatabase } from "@/server/db/testing";
import { openFileKeystore } from "@/server/keystore/file-keystore";
import { openLedger } from "@/server/ledger/ledger";
import { startMirror } from "@/server/mirror/applier";
import { startForgetter } from "@/server/mirror/forgetting/forgetter";
import { PreparedTrees } from "@/server/mirror/prepared-trees";
import { RecentEvents } from "@/server/services/capture/recent-events";
import type { ServiceDeps } from "@/server/services/deps";
import { LogSignatures } from "@/server/services/log/log-signatures";
import { appendMembership } from "@/server/services/membership/append-membership";

const operator = "https://id.gs1.org/417/9521001000009";

/** Services for a test file, and their end. */
export interface TestServices {
  deps: ServiceDeps;
  /** The folder that holds keys and ledger. */
  folder: string;
  /** Admits a member with a key that the keystore holds. */
  admit(iss: string, roles: Role[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens services over an empty log founded by one operator. */
export async function openTestServices(): Promise<TestServices> {
  const folder = mkdtempSync(join(tmpdir(), "suyuan-services-"));
  const database = await createTestDatabase();
  const keystore = await openFileKeystore(join(folder, "keys"));
  const logKey = await keystore.create("log");
  const operatorKey = await keystore.create("operator-1");
  const ledger = await openLedger({
    dir: join(folder, "ledger"),
    signer: logKey,
    origin: "test.example/log",
    founding: { operator: { iss: operator, key: operatorKey.key } },
  });
  const prepared = new PreparedTrees();
  const mirror = await startMirror({ sql: database.sql, ledger, prepared });
  const forgetter = await startForgetter({ sql: database.sql, mirror });
  const deps: ServiceDeps = {
    sql: database.sql,
    db: database.db,
    ledger,
    mirror,
    forgetter,
    keystore,
    recent: new RecentEvents(),
    prepared,
    logSignatures: new LogSignatures(ledger.origin, logKey, () => Date.now()),
    publicUrl: () => "http://test.example",
    nowMs: () => Date.now(),
  };
  const admit = async (iss: string, roles: Role[]) => {
    await appendMembership(deps, operator, { type: "member.admitted", iss, roles });
    const { key } = await keystore.create(`member-${iss.replace(/\D/g, "")}`);
    await appendMembership(deps, operator, { type: "key.added", iss, key: toBase64Url(encodeCoseKey(key)) });
  };
  const close = async () => {
    await ledger.close();
    await mirror.close();
    await forgetter.close();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { deps, folder, admit, close };
}
