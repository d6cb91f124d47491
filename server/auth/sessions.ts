/**
 * Sessions: a random token in the browser's cookie, its SHA-256 in the database, so that a copy of the database
 * signs nobody in. They end after 12 hours.
 */
import { createHash, randomBytes } from "node:crypto";
import { and, eq, gt, lte } from "drizzle-orm";
import type { Db } from "@/server/db/client";
import { people } from "@/server/db/schema/people";
import { sessions } from "@/server/db/schema/sessions";
import { type Person, personOfRow } from "./people";

/** How long a session lasts. */
export const sessionSeconds = 12 * 60 * 60;

/** Hashes a token as it is kept at rest; null for what cannot be a token. */
function hashOf(token: string): string | null {
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return null;
  return createHash("sha256").update(Buffer.from(token, "base64url")).digest("hex");
}

/**
 * Opens a session for a person and returns its token: 32 random bytes, base64url. Ended sessions are swept on the way.
 * A crash before the insert leaves nothing; after it, a session that nobody holds and that expires.
 */
export async function openSession(db: Db, personId: string, nowMs: number): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const tokenHash = createHash("sha256").update(Buffer.from(token, "base64url")).digest("hex");
  const createdAt = new Date(nowMs);
  const expiresAt = new Date(nowMs + sessionSeconds * 1000);
  await db.delete(sessions).where(lte(sessions.expiresAt, createdAt));
  await db.insert(sessions).values({ tokenHash, personId, createdAt, expiresAt });
  return token;
}

/** A session that has not ended. */
export interface Session {
  person: Person;
  endsAtMs: number;
}

/** Finds the session of a token; null when it is unknown, ended or no token at all. */
export async function findSession(db: Db, token: string, nowMs: number): Promise<Session | null> {
  const tokenHash = hashOf(token);
  if (tokenHash === null) return null;
  const [row] = await db
    .select({ person: people, endsAt: sessions.expiresAt })
    .from(sessions)
    .innerJoin(people, eq(people.id, sessions.personId))
    .where(and(eq(sessions.tokenHash, tokenHash), gt(sessions.expiresAt, new Date(nowMs))));
  return row === undefined ? null : { person: personOfRow(row.person), endsAtMs: row.endsAt.getTime() };
}

/** Ends a session; one that is unknown is no error. */
export async function closeSession(db: Db, token: string): Promise<void> {
  const tokenHash = hashOf(token);
  if (tokenHash !== null) await db.delete(sessions).where(eq(sessions.tokenHash, tokenHash));
}
