import { DomainError } from "@/lib/errors";
import { writeSessionCookie } from "@/server/auth/cookies";
import { findPerson, listPeople } from "@/server/auth/people";
import { signOut } from "@/server/auth/remembered-principals";
import { memberNames } from "@/server/auth/resolve-principal";
import { openSession } from "@/server/auth/sessions";
import { publicProcedure, router } from "../init";

/** The demo sign-in: whoever sits at the machine itself may act as any of the demo persons. */
export const authRouter = router({
  /** Lists whom one may sign in as, and whether this request comes from where one may. */
  personas: publicProcedure.query(async ({ ctx }) => {
    const { db, sql } = ctx.runtime.services;
    const people = await listPeople(db);
    const nameOf = await memberNames(
      sql,
      people.map((person) => person.iss),
    );
    const personas = people.map((person) => ({ ...person, memberName: nameOf(person.iss) }));
    return { isAllowed: ctx.isLoopback, personas };
  }),

  /** Signs in as one of them, by cookie. Input: the person's id. */
  signIn: publicProcedure.input(parsePersonId).mutation(async ({ ctx, input }) => {
    if (!ctx.isLoopback) {
      throw new DomainError("forbidden", "sign-in: expected a request from this machine to localhost");
    }
    const { db, nowMs } = ctx.runtime.services;
    const person = await findPerson(db, input);
    if (person === null) throw new DomainError("not_found", `personId: expected a demo person, got ${input}`);
    const token = await openSession(db, person.id, nowMs());
    ctx.setCookie(writeSessionCookie(token, false));
    return { personId: person.id, role: person.role };
  }),

  /** Ends the session. */
  signOut: publicProcedure.mutation(async ({ ctx }) => {
    if (ctx.sessionToken !== undefined) await signOut(ctx.runtime.services.db, ctx.sessionToken);
    ctx.setCookie(writeSessionCookie(null, false));
    return { personId: null };
  }),

  /** Says who is signed in; null when nobody is. */
  me: publicProcedure.query(({ ctx }) => ctx.principal),
});

function parsePersonId(input: unknown): string {
  if (typeof input === "string" && input.length > 0 && input.length <= 100) return input;
  throw new DomainError("malformed", "personId: expected a person's id");
}
