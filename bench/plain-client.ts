/**
 * A client for one kind of request, as cheap as can be, since it shares the machine with what it measures: requests are
 * written before the clock starts, a connection carries one at a time, and of an answer only its status and its end are
 * looked at.
 */
import { connect, type Socket } from "node:net";

/** Writes a whole request: head and body. */
export function plainRequest(host: string, path: string, cookie: string, body: Uint8Array): Buffer {
  const head =
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${body.byteLength}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, "latin1"), body]);
}

const endOfHead = Buffer.from("\r\n\r\n");

/** An idle connection is given up well before the server does so (5 s): a request must not meet its end half-way. */
const idleMsMax = 2_000;

/** One kept-alive connection, opened anew when it was idle for long. */
class Connection {
  readonly #open: () => Socket;
  #socket: Socket;
  #usedAt = performance.now();
  #received: Buffer = Buffer.alloc(0);
  #waiting: { resolve(): void; reject(error: Error): void } | null = null;

  constructor(host: string, port: number) {
    this.#open = () => {
      const socket = connect({ host, port, noDelay: true });
      const isCurrent = () => socket === this.#socket;
      socket.on("data", (chunk) => this.#receive(chunk));
      socket.on("error", (error) => isCurrent() && this.#waiting?.reject(error));
      socket.on(
        "close",
        () => isCurrent() && this.#waiting?.reject(new Error("capture: the connection ended")),
      );
      return socket;
    };
    this.#socket = this.#open();
  }

  send(request: Buffer): Promise<void> {
    if (performance.now() - this.#usedAt > idleMsMax) {
      this.#socket.destroy();
      this.#socket = this.#open();
    }
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = this.#received.indexOf(endOfHead);
    if (headEnd < 0) return;
    const head = this.#received.toString("latin1", 0, headEnd);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const end = headEnd + endOfHead.length + length;
    if (this.#received.length < end) return;
    const body = this.#received.subarray(headEnd, end);
    this.#received = this.#received.subarray(end);
    this.#usedAt = performance.now();
    const waiting = this.#waiting;
    this.#waiting = null;
    if (head.startsWith("HTTP/1.1 200 ")) waiting?.resolve();
    else
      waiting?.reject(
        new Error(`capture: expected 200, got ${head.slice(0, 40)}: ${body.toString().slice(0, 500)}`),
      );
  }
}

/** Some connections, each taken by one request at a time. */
export class PlainClient {
  readonly #idle: Connection[];
  readonly #all: readonly Connection[];

  /** @param connections requests under way at once, at most; more than these are not asked for */
  constructor(address: string, connections: number) {
    const { hostname, port } = new URL(address);
    this.#idle = Array.from({ length: connections }, () => new Connection(hostname, Number(port)));
    this.#all = [...this.#idle];
  }

  /** Sends a request and waits for the end of its answer. @throws Error on any status but 200 */
  async send(request: Buffer): Promise<void> {
    const connection = this.#idle.pop();
    if (connection === undefined) throw new Error("invariant: more requests than connections");
    await connection.send(request);
    this.#idle.push(connection);
  }

  close(): void {
    for (const connection of this.#all) connection.close();
  }
}
