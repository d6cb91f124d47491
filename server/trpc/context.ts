/** What every procedure is given: the engine, and who asks. Made from headers alone, for HTTP and pages alike. */
import { readCookie, sessionCookie } from "@/server/auth/cookies";
import { isLoopbackRequest } from "@/server/auth/loopback";
import type { Principal } from "@/server/auth/principal";
import { principalOfToken } from "@/server/auth/remembered-principals";
import type { Runtime } from "@/server/runtime";

export interface Context {
  runtime: Runtime;
  /** Who is signed in; null for everybody else. */
  principal: Principal | null;
  remoteAddress: string;
  /** Whether the request was made on this machine; see server/auth/loopback.ts. */
  isLoopback: boolean;
  sessionToken: string | undefined;
  /** Adds a `Set-Cookie` line to the answer. */
  setCookie(line: string): void;
}

/** `Headers`, Next's `headers()` and the like. */
export interface HeaderReader {
  get(name: string): string | null;
}

/**
 * The header in which our own HTTP server tells the rest of the process the peer's address. It replaces whatever a
 * client sent under that name.
 */
export const remoteAddressHeader = "x-suyuan-remote-address";

/**
 * The header in which our own HTTP server tells whether a proxy passed the request on, `true` or `false`. Said before
 * Next sees the request, because Next adds an `x-forwarded-for` of its own.
 */
export const forwardedHeader = "x-suyuan-forwarded";

/** Makes the context of one request. */
export async function createContext(
  runtime: Runtime,
  headers: HeaderReader,
  setCookie: (line: string) => void,
): Promise<Context> {
  const sessionToken = readCookie(headers.get("cookie"), sessionCookie);
  const remoteAddress = headers.get(remoteAddressHeader) ?? "";
  const isForwarded = headers.get(forwardedHeader) === "true";
  return {
    runtime,
    principal: sessionToken === undefined ? null : await principalOfToken(runtime.services, sessionToken),
    remoteAddress,
    isLoopback: isLoopbackRequest({ remoteAddress, host: headers.get("host"), isForwarded }),
    sessionToken,
    setCookie,
  };
}
