/** A witness over HTTP: `POST /add-checkpoint`, and for monitors `GET /<hex SHA-256 of origin>/checkpoint`. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { formatVkey } from "@/lib/note/vkey";
import { readBody } from "@/server/http/read-body";
import type { Witness } from "./witness";

/** A checkpoint with ML-DSA signatures and the longest proof takes a tenth of it. */
const bodyBytesMax = 64 * 1024;

const text = "text/plain; charset=utf-8";

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

/** Makes the server of a witness. Whoever sends slowly is cut off: headers within 5 s, a request within 10 s. */
export function witnessServer(witness: Witness): Server {
  const server = createServer({ headersTimeout: 5_000, requestTimeout: 10_000 }, (request, response) => {
    answer(witness, request).then(
      (given) => send(request, response, given),
      () => response.destroy(),
    );
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

async function answer(witness: Witness, request: IncomingMessage): Promise<Answer> {
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  if (path === "/add-checkpoint") return addCheckpoint(witness, request);
  if (request.method !== "GET" && request.method !== "HEAD") {
    return { status: 405, body: "expected GET\n", headers: { allow: "GET, HEAD" } };
  }
  if (path === "/") return { status: 200, body: about(witness) };
  const [, hash] = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path) ?? [];
  const origin = witness.origins.find((one) => createHash("sha256").update(one).digest("hex") === hash);
  const seen = origin === undefined ? undefined : witness.seen(origin);
  if (seen === undefined) return { status: 404, body: "expected the hash of a log cosigned here\n" };
  const headers = { "cache-control": "no-cache", "access-control-allow-origin": "*" };
  return { status: 200, body: seen.note, headers };
}

async function addCheckpoint(witness: Witness, request: IncomingMessage): Promise<Answer> {
  if (request.method !== "POST") {
    return { status: 405, body: "expected POST\n", headers: { allow: "POST" } };
  }
  let body: string;
  try {
    body = await readBody(request, bodyBytesMax);
  } catch (error) {
    const isTooLarge = error instanceof Error && "code" in error && error.code === "too_large";
    const status = isTooLarge ? 413 : 400;
    return { status, body: `${(error as Error).message}\n`, headers: { connection: "close" } };
  }
  const { contentType, ...given } = await witness.addCheckpoint(body);
  return contentType === undefined ? given : { ...given, headers: { "content-type": contentType } };
}

function about(witness: Witness): string {
  const keys = witness.vkeys.map((vkey) => `${formatVkey(vkey)}\n`).join("");
  const logs = witness.origins
    .map((origin) => `${origin} ${witness.seen(origin)?.size ?? "never seen"}\n`)
    .join("");
  return `a transparency log witness (c2sp.org/tlog-witness)\n\nkeys\n${keys}\nlogs\n${logs}`;
}

function send(request: IncomingMessage, response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, {
    "content-type": text,
    "content-length": Buffer.byteLength(body),
    "x-content-type-options": "nosniff",
    ...headers,
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
