/** The persons who may sign in, each for one member of the log. */
import { asc, eq } from "drizzle-orm";
import type { Db } from "@/server/db/client";
import { people } from "@/server/db/schema/people";
import type { ConsoleRole, LocalizedText } from "./principal";

export interface Person {
  /** Short plain name, e.g. `farm`. */
  id: string;
  name: LocalizedText;
  /** The member's URI. */
  iss: string;
  role: ConsoleRole;
}

type Row = typeof people.$inferSelect;

/** Reads a row of the table. */
export function personOfRow(row: Row): Person {
  return { id: row.id, name: { en: row.nameEn, "zh-CN": row.nameZh }, iss: row.iss, role: row.role };
}

/** Adds a person, or gives the one with this id a new name, member and role. */
export async function addPerson(db: Db, person: Person): Promise<void> {
  const values = {
    nameEn: person.name.en,
    nameZh: person.name["zh-CN"],
    iss: person.iss,
    role: person.role,
  };
  await db
    .insert(people)
    .values({ id: person.id, ...values })
    .onConflictDoUpdate({ target: people.id, set: values });
}

/** Lists everybody, in the order in which they were added. */
export async function listPeople(db: Db): Promise<Person[]> {
  const rows = await db.select().from(people).orderBy(asc(people.createdAt), asc(people.id));
  return rows.map(personOfRow);
}

/** Finds one person; null when there is none of this id. */
export async function findPerson(db: Db, id: string): Promise<Person | null> {
  const [row] = await db.select().from(people).where(eq(people.id, id));
  return row === undefined ? null : personOfRow(row);
}
