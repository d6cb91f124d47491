/** The session cookie: how it is read and how it is written (RFC 6265). */
import { sessionSeconds } from "./sessions";

export const sessionCookie = "suyuan-session";

/** Reads one cookie out of a `Cookie` header. */
export function readCookie(header: string | null, name: string): string | undefined {
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** Writes the `Set-Cookie` line that keeps a session, or, for null, the one that forgets it. */
export function writeSessionCookie(token: string | null, isSecure: boolean): string {
  const life = token === null ? 0 : sessionSeconds;
  const line = `${sessionCookie}=${token ?? ""}; Path=/; Max-Age=${life}; HttpOnly; SameSite=Lax`;
  return isSecure ? `${line}; Secure` : line;
}
