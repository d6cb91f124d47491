/**
 * The one port: node:http owns it and hands each request to the doors. It listens before anything else is started, so
 * that a taken port is known at once; until the doors open it answers 503.
 */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Runtime } from "@/server/runtime";
import { forwardedHeader, remoteAddressHeader } from "@/server/trpc/context";
import { problem, send } from "./answer";
import { assetsDoor, verifierDoor } from "./assets";
import { captureDoor } from "./capture";
import { type Door, walkDoors } from "./doors";
import { logDoor } from "./log";
import { proofDoor } from "./proof";
import { repairEscapes } from "./repair-escapes";
import { scanDoor } from "./scan";
import { trpcDoor } from "./trpc";
import { healthDoor, wellKnownDoor } from "./well-known";

const doors: readonly Door[] = [
  captureDoor,
  trpcDoor,
  logDoor,
  proofDoor,
  wellKnownDoor,
  healthDoor,
  assetsDoor,
  verifierDoor,
  scanDoor,
];

export interface Front {
  /** The port it listens on, also when the system chose it. */
  port: number;
  server: Server;
  /** Lets requests in: to the doors first, to `next` for the rest. */
  open(runtime: Runtime, next: RequestListener): void;
  /** Stops accepting, lets running requests end for up to `graceMs`, then cuts them off. */
  close(graceMs?: number): Promise<void>;
}

/** Headers of every answer; a page may replace the policy with a stricter one of its own. */
function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", "strict-origin-when-cross-origin");
  response.setHeader("content-security-policy", "frame-ancestors 'none'");
}

/** Whether a header says that a proxy passed the request on. */
function isForwarded({ headers }: IncomingMessage): boolean {
  return headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined;
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}

/**
 * Starts listening.
 * @throws Error with code EADDRINUSE, EACCES, EADDRNOTAVAIL … as node:net has it
 */
export async function listen(host: string, port: number): Promise<Front> {
  let handle = (request: IncomingMessage, response: ServerResponse): void =>
    send(request, response, problem(503, "starting", { "retry-after": "1" }));
  const server = createServer((request, response) => {
    setSecurityHeaders(response);
    request.headers[remoteAddressHeader] = request.socket.remoteAddress ?? "";
    request.headers[forwardedHeader] = String(isForwarded(request));
    handle(request, response);
  });
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    server,
    open(runtime, next) {
      const nextDoor: Door = ({ request, response }) => {
        request.url = repairEscapes(request.url ?? "/");
        next(request, response);
        return true;
      };
      handle = (request, response) => {
        void walkDoors([...doors, nextDoor], { request, response, path: pathOf(request), runtime });
      };
    },
    async close(graceMs = 3000) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      // Sockets that were upgraded are no longer node:http's to close.
      const cut = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}
