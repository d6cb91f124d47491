/** A small HTTP client: kept-alive connections and nothing else, so that as little as possible of the time is its own. */
import { Agent, type IncomingHttpHeaders, request } from "node:http";

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export class HttpClient {
  readonly #address: URL;
  readonly #agent: Agent;
  /** Sent with every request. */
  readonly #headers: Record<string, string>;

  /** @param connections requests under way at once, at most */
  constructor(address: string, connections: number, headers: Record<string, string> = {}) {
    this.#address = new URL(address);
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections, noDelay: true });
    this.#headers = headers;
  }

  /** Sends a request and reads all of the answer, whatever its status. */
  send(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: Uint8Array,
  ): Promise<Reply> {
    const { hostname, port } = this.#address;
    const length = body === undefined ? {} : { "content-length": String(body.byteLength) };
    return new Promise((resolve, reject) => {
      const sent = request({
        agent: this.#agent,
        ...{ hostname, port, path, method },
        headers: { ...this.#headers, ...headers, ...length },
      });
      sent.once("error", reject);
      sent.once("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("error", reject);
        response.once("end", () => {
          const { statusCode = 0, headers: received } = response;
          resolve({ status: statusCode, headers: received, body: Buffer.concat(chunks) });
        });
      });
      sent.end(body);
    });
  }

  /** Gets a path. @throws Error on any status but 200 */
  async get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return accepted(await this.send("GET", path, headers), path);
  }

  /** Posts JSON. @throws Error on any status but 200 */
  async post(path: string, body: Uint8Array): Promise<Reply> {
    return accepted(await this.send("POST", path, { "content-type": "application/json" }, body), path);
  }

  close(): void {
    this.#agent.destroy();
  }
}

function accepted(reply: Reply, path: string): Reply {
  if (reply.status === 200) return reply;
  throw new Error(`${path}: expected 200, got ${reply.status}: ${reply.body.toString().slice(0, 500)}`);
}
