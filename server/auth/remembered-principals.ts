/**
 * Who a session's token stands for, remembered for some seconds, so that a system that captures all day is not looked up
 * with three queries a request. Signing out takes effect at once; a new name or role of the member, within those seconds
 * (what the log lets the member append is judged by the log itself, each time).
 */
import type { Db, Sql } from "@/server/db/client";
import type { Ledger } from "@/server/ledger/ledger";
import type { Principal } from "./principal";
import { resolvePrincipal } from "./resolve-principal";
import { closeSession, findSession } from "./sessions";

const keptMs = 5_000;
const tokensMax = 10_000;

interface Remembered {
  principal: Promise<Principal | null>;
  /** When it is to be looked up again; never after the session ends. */
  untilMs: number;
}

/** By token, for each database there is in this process. */
const rememberedOf = new WeakMap<Db, Map<string, Remembered>>();

/** What looking somebody up takes. */
export interface PrincipalDeps {
  db: Db;
  sql: Sql;
  ledger: Ledger;
  nowMs(): number;
}

/** Finds who a token stands for; null when its session is unknown or has ended. */
export function principalOfToken(deps: PrincipalDeps, token: string): Promise<Principal | null> {
  const remembered = rememberedIn(deps.db);
  const nowMs = deps.nowMs();
  const known = remembered.get(token);
  if (known !== undefined && nowMs < known.untilMs) return known.principal;
  if (remembered.size >= tokensMax) remembered.clear();
  const fresh: Remembered = { principal: Promise.resolve(null), untilMs: nowMs + keptMs };
  fresh.principal = lookUp(deps, token, fresh);
  remembered.set(token, fresh);
  fresh.principal.then(
    (principal) => {
      // Strangers are not remembered: whoever guesses tokens must not fill the memory.
      if (principal === null) forget(remembered, token, fresh);
    },
    () => forget(remembered, token, fresh),
  );
  return fresh.principal;
}

/** Ends a session, and forgets it. */
export async function signOut(db: Db, token: string): Promise<void> {
  await closeSession(db, token);
  rememberedIn(db).delete(token);
}

async function lookUp(deps: PrincipalDeps, token: string, fresh: Remembered): Promise<Principal | null> {
  const session = await findSession(deps.db, token, deps.nowMs());
  if (session === null) return null;
  fresh.untilMs = Math.min(fresh.untilMs, session.endsAtMs);
  return resolvePrincipal(deps, session.person);
}

function forget(remembered: Map<string, Remembered>, token: string, fresh: Remembered): void {
  if (remembered.get(token) === fresh) remembered.delete(token);
}

function rememberedIn(db: Db): Map<string, Remembered> {
  const known = rememberedOf.get(db);
  if (known !== undefined) return known;
  const fresh = new Map<string, Remembered>();
  rememberedOf.set(db, fresh);
  return fresh;
}
