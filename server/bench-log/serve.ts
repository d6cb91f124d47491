/**
 * The bench log: an open log without membership, of its own origin, key and folder, on the engine of the product, so that
 * load tools written for other logs can drive it. Never part of the product's port; nobody should rely on it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createNetServer, type Socket } from "node:net";
import { join } from "node:path";
import { toHex, utf8 } from "@/lib/bytes";
import { send } from "@/server/http/answer";
import { answerLog } from "@/server/http/log";
import { readBytes } from "@/server/http/read-body";
import { refusalStatus } from "@/server/http/refusal";
import { openFileKeystore } from "@/server/keystore/file-keystore";
import { type Ledger, openLedger } from "@/server/ledger/ledger";
import { reportInternalError } from "@/server/report";
import { type Add, type Added, addTo, entryBytesMax } from "./add";
import { fastLane } from "./fast-lane";

export interface BenchLog {
  /** `http://HOST:PORT`, the C2SP prefix. */
  prefix: string;
  vkey: string;
  ledger: Ledger;
  close(): Promise<void>;
}

export interface BenchLogOptions {
  /** Keys and ledger are made here when absent. */
  dir: string;
  host: string;
  /** 0 lets the system choose. */
  port: number;
  onNotice?: (line: string) => void;
}

/** Connections that may wait to be accepted: load tools open thousands at once. */
const backlog = 4096;

/** Opens the log and serves it: `POST /add`, `GET /checkpoint`, `GET /tile/…`. */
export async function serveBenchLog({ dir, host, port, onNotice }: BenchLogOptions): Promise<BenchLog> {
  const ledger = await openBenchLedger(dir, onNotice);
  const add = addTo(ledger);
  const http = createServer((request, response) => void answer(ledger, add, request, response));
  const sockets = new Set<Socket>();
  const lane = fastLane(http, add, reportInternalError);
  const server = createNetServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    lane(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, backlog }, resolve);
  });
  return {
    prefix: `http://${host}:${(server.address() as AddressInfo).port}`,
    vkey: ledger.vkey,
    ledger,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      await ledger.close();
    },
  };
}

async function openBenchLedger(dir: string, onNotice: BenchLogOptions["onNotice"]): Promise<Ledger> {
  const keystore = await openFileKeystore(join(dir, "keys"));
  const [kept] = await keystore.list();
  const ledger = await openLedger({
    dir: join(dir, "ledger"),
    signer: kept === undefined ? await keystore.create("bench-log") : await keystore.signer(toHex(kept.kid)),
    origin: "bench.example/log",
    admission: "none",
    ...(onNotice === undefined ? {} : { onNotice }),
  });
  // A log has a checkpoint from the beginning, which tools ask for before they add anything.
  if (ledger.head().size === 0) {
    await ledger.append({ kind: "raw", entry: utf8("a bench log: to be thrown away") });
    await ledger.whenPublished(0);
  }
  return ledger;
}

/** Answers whatever did not take the fast lane. */
async function answer(ledger: Ledger, add: Add, request: IncomingMessage, response: ServerResponse) {
  try {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    if (path !== "/add") return send(request, response, await answerLog(ledger, request, path.slice(1)));
    const added = request.method === "POST" ? await add(await readBytes(request, entryBytesMax)) : notAllowed;
    const headers = { "content-type": "text/plain; charset=utf-8", ...headersOf(added) };
    send(request, response, { status: added.status, headers, body: added.text });
  } catch (error) {
    const status = refusalStatus(error);
    if (status === undefined) reportInternalError(error);
    send(request, response, { status: status ?? 500, headers: { connection: "close" }, body: "" });
  }
}

const notAllowed: Added = { status: 405, text: "expected POST" };

function headersOf({ status }: Added): Record<string, string> {
  if (status === 405) return { allow: "POST" };
  return status === 503 ? { "retry-after": "1" } : {};
}
