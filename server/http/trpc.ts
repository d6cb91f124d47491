/** `/api/trpc/*`: every screen and procedure of the application goes through it. */
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import { parseJson } from "@/lib/json";
import { createContext } from "@/server/trpc/context";
import { appRouter } from "@/server/trpc/router";
import { problem, send } from "./answer";
import type { Door } from "./doors";
import { headerReader } from "./header-reader";
import { readBody } from "./read-body";

const prefix = "/api/trpc/";

/** Largest request: a document of some ten thousand events. */
const bodyBytesMax = 32 * 1024 * 1024;

/** Deeper than any EPCIS document, and far from the stack's end. */
const depthMax = 128;

/**
 * Refuses a capture whose JSON would not survive JSON.parse unchanged: of duplicate members the last would win, and
 * numbers a double cannot hold would be rounded, before anybody could notice.
 * @throws DomainError malformed
 */
function checkCaptureBody(procedures: string, body: string): void {
  if (procedures.split(",").some((name) => name.startsWith("capture."))) {
    parseJson(body, { maxDepth: depthMax });
  }
}

/** Serves tRPC. */
export const trpcDoor: Door = async ({ request, response, path, runtime }) => {
  if (!path.startsWith(prefix)) return false;
  const procedures = path.slice(prefix.length);
  let body: string | undefined;
  if (request.method === "POST") {
    body = await readBody(request, bodyBytesMax);
    checkCaptureBody(decodeURIComponent(procedures), body);
  } else if (request.method !== "GET") {
    send(request, response, problem(405, "expected GET or POST", { allow: "GET, POST" }));
    return true;
  }
  response.setHeader("cache-control", "no-store");
  await nodeHTTPRequestHandler({
    router: appRouter,
    req: body === undefined ? request : Object.assign(request, { body }),
    res: response,
    path: procedures,
    createContext: () =>
      createContext(runtime, headerReader(request), (line) => response.appendHeader("set-cookie", line)),
  });
  return true;
};
