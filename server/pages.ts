/** Next, for everything the doors leave over. */
import { existsSync } from "node:fs";
import type { RequestListener } from "node:http";
import { fileURLToPath } from "node:url";
import { DomainError } from "@/lib/errors";
import { problem, send } from "@/server/http/answer";
import type { Closers } from "./closers";
import type { Env } from "./env";
import type { Front } from "./http/front";

const dir = fileURLToPath(new URL("..", import.meta.url));

/**
 * Prepares Next, from its build, or as a development server.
 * @throws DomainError unavailable when there is no build
 */
export async function startPages(env: Env, front: Front, closers: Closers): Promise<RequestListener> {
  if (!env.hasPages) return (request, response) => send(request, response, problem(404, "not found"));
  if (!env.isDevelopment && !existsSync(`${dir}/.next/BUILD_ID`)) {
    throw new DomainError("unavailable", "the pages are not built: run `npm run build`, or `npm start`");
  }
  // Loaded here, so that whatever stops a start earlier is said without waiting for it.
  const { default: next } = await import("next");
  const app = next({
    dev: env.isDevelopment,
    dir,
    hostname: "localhost",
    port: front.port,
    httpServer: front.server,
    customServer: true,
  });
  await app.prepare();
  closers.push("the pages", () => app.close());
  const handle = app.getRequestHandler();
  return (request, response) => void handle(request, response);
}
