/** How doors answer: JSON, problems (RFC 9457) and bytes, with a length, and without a body for HEAD. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";

export interface Answer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: string | Uint8Array;
}

/** Sends an answer; HEAD gets the headers of GET (RFC 9110 §9.3.2). */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const bytes = typeof answer.body === "string" ? Buffer.from(answer.body) : answer.body;
  // RFC 9110 §8.6: a 204 has no content, and says no length either.
  const length = answer.status === 204 ? {} : { "content-length": bytes.byteLength };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  response.end(request.method === "HEAD" ? undefined : bytes);
}

/** Makes a JSON answer. */
export function json(value: unknown, headers: OutgoingHttpHeaders = {}): Answer {
  return {
    status: 200,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(value),
  };
}

/** Makes a problem answer (RFC 9457); `title` is safe for a client. */
export function problem(status: number, title: string, headers: OutgoingHttpHeaders = {}): Answer {
  return {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
    body: JSON.stringify({ status, title }),
  };
}
