/** Serves a log's public files on a port of its own, and asks for them without any help of a client library. */
import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import type { Runtime } from "@/server/runtime";
import { walkDoors } from "../doors";
import { logDoor, type PublicLog } from "../log";

export interface LogServer {
  port: number;
  close(): Promise<void>;
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Listens on loopback, with the log's door and no other. */
export async function serveLog(log: PublicLog): Promise<LogServer> {
  const runtime = { services: { ledger: log } } as unknown as Runtime;
  const server = createServer((incoming, response) => {
    void walkDoors([logDoor], { request: incoming, response, path: incoming.url ?? "/", runtime });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => void server.close(() => resolve()).closeAllConnections()),
  };
}

/** Asks for `/log/<name>`; sends these headers and none that a client would add by itself. */
export function ask(
  { port }: LogServer,
  name: string,
  options: { method?: string; headers?: OutgoingHttpHeaders } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path: `/log/${name}`, ...options })
      .on("response", async (response) => {
        const body = Buffer.concat(await response.toArray());
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      })
      .on("error", reject)
      .end();
  });
}
