/**
 * `POST /capture`: EPCIS 2.0 JSON, an event or a document, as the whole body; a receipt comes back. The plain way in for
 * systems: what `capture.submit` does, without what tRPC costs. Signed in by the session cookie.
 */
import { DomainError } from "@/lib/errors";
import { readCookie, sessionCookie } from "@/server/auth/cookies";
import type { Principal } from "@/server/auth/principal";
import { principalOfToken } from "@/server/auth/remembered-principals";
import type { Runtime } from "@/server/runtime";
import { captureEvents } from "@/server/services/capture/capture-events";
import { captureBytesMax } from "@/server/services/capture/prepare-events";
import { refusalOf } from "@/server/trpc/errors";
import { type Answer, json, problem, send } from "./answer";
import type { Door } from "./doors";
import { readBytes } from "./read-body";
import { refusalStatus } from "./refusal";

/** Media types of EPCIS 2.0 in JSON (EPCIS 2.0 §12.2). A browser sends none of them to another site's server unasked. */
const mediaType = /^application\/(?:json|ld\+json)\s*(?:;|$)/i;

/** Serves captures. */
export const captureDoor: Door = async ({ request, response, path, runtime }) => {
  // Who asks for the address wants the page of that name.
  if (path !== "/capture" || request.method !== "POST") return false;
  if (!mediaType.test(request.headers["content-type"] ?? "")) {
    send(request, response, problem(415, "expected application/json or application/ld+json"));
    return true;
  }
  try {
    const principal = await principalOf(runtime, request.headers.cookie);
    const body = await readBytes(request, captureBytesMax);
    const receipt = await captureEvents(runtime.services, principal, body);
    send(request, response, json(receipt, { "cache-control": "no-store" }));
  } catch (error) {
    send(request, response, refused(error));
  }
  return true;
};

async function principalOf({ services }: Runtime, cookie: string | undefined): Promise<Principal> {
  const token = readCookie(cookie ?? null, sessionCookie);
  const principal = token === undefined ? null : await principalOfToken(services, token);
  if (principal === null) throw new DomainError("unauthenticated", "sign in first");
  return principal;
}

/** Makes a problem that names code, path and details as tRPC's refusals do; what is no refusal is left to the doors. */
function refused(error: unknown): Answer {
  const status = refusalStatus(error);
  const refusal = refusalOf(error);
  if (status === undefined || refusal === undefined) throw error;
  const { headers } = problem(status, "", status === 413 ? { connection: "close" } : {});
  return { status, headers, body: JSON.stringify({ status, title: (error as Error).message, ...refusal }) };
}
