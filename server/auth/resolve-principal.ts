/** From a person to who they act as: the member's own name and its roles in the log, as of its head. */
import { isRole, type Role } from "@/lib/membership/roles";
import type { Sql } from "@/server/db/client";
import type { Ledger } from "@/server/ledger/ledger";
import type { Person } from "./people";
import type { LocalizedText, Principal } from "./principal";

interface NameRow {
  id: string;
  name_en: string | null;
  name_zh: string | null;
}

/** Reads the names that members gave themselves in the log; a member without one is shown by its URI. */
export async function memberNames(sql: Sql, members: string[]): Promise<(iss: string) => LocalizedText> {
  const rows = await sql<NameRow[]>`
    select id, name_en, name_zh from mirror.parties where id = any(${[...new Set(members)]})`;
  const byId = new Map(rows.map((row) => [row.id, row]));
  return (iss) => {
    const row = byId.get(iss);
    const name = row?.name_en ?? row?.name_zh ?? iss;
    return { en: name, "zh-CN": row?.name_zh ?? name };
  };
}

/** Returns the member's roles by its keys that are valid now. */
function rolesOf(ledger: Ledger, iss: string): Role[] {
  const leaves = ledger.membership().leaves();
  const valid = leaves.filter((leaf) => leaf.iss === iss && leaf.to === null);
  return [...new Set(valid.flatMap((leaf) => leaf.roles).filter(isRole))];
}

/** Makes the principal that a signed-in person is. */
export async function resolvePrincipal(
  deps: { sql: Sql; ledger: Ledger },
  person: Person,
): Promise<Principal> {
  const nameOf = await memberNames(deps.sql, [person.iss]);
  return {
    personId: person.id,
    iss: person.iss,
    name: person.name,
    memberName: nameOf(person.iss),
    roles: rolesOf(deps.ledger, person.iss),
    role: person.role,
  };
}
