/** Keys by their thumbprint. A kid is the hash of its key, so it is of no account who said that a key exists. */
import type { CryptoSuite, PublicKey } from "@/lib/crypto/suite";
import { keyFromText, parseMembershipRecord } from "@/lib/membership/records";
import { keyThumbprint } from "@/lib/statement/cose-key";
import { jsonPayload } from "@/lib/statement/json-payload";
import { logKeyOf } from "@/lib/statement/log-key";
import { type Statement, statementTypes } from "@/lib/statement/statement";
import { nodeSuite } from "@/server/crypto/node-suite";

export class KeyTable {
  readonly #keys = new Map<string, PublicKey>();

  add(keys: readonly PublicKey[]): void {
    for (const key of keys) this.#keys.set(nameOf(keyThumbprint(nodeSuite.sha256, key)), key);
  }

  of(kid: Uint8Array): PublicKey | undefined {
    return this.#keys.get(nameOf(kid));
  }
}

function nameOf(kid: Uint8Array): string {
  return Buffer.from(kid.buffer, kid.byteOffset, kid.byteLength).toString("latin1");
}

/** Lists the keys that a statement of the membership names; none when it is of another kind, or malformed. */
export function keysNamedIn(statement: Statement): PublicKey[] {
  if (statement.header.typ !== statementTypes.membership) return [];
  try {
    const record = parseMembershipRecord(jsonPayload(statement));
    if (record.type === "key.added") return [keyFromText(record.key)];
    if (record.type === "log.founded") return [logKeyOf(record.vkey).key, keyFromText(record.operator.key)];
    if (record.type === "log.continued") {
      return [logKeyOf(record.vkey).key, ...record.keys.map(({ key }) => keyFromText(key))];
    }
  } catch {
    // What is wrong with it, the replay says.
  }
  return [];
}

/** What verifies the signatures of a task. */
export interface Verifier {
  readonly suite: CryptoSuite;
  readonly keys: KeyTable;
}
