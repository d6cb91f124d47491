/** A signed-in session with the server under test, and the question whether the mirror has caught up. */
import { setTimeout as sleep } from "node:timers/promises";
import { utf8 } from "@/lib/bytes";
import { HttpClient } from "./http-client";
import { PlainClient, plainRequest } from "./plain-client";
import { capturer } from "./workload";

/** What is asked of `status.now` here. */
interface Standing {
  size: number;
  mirror: { appliedSize: number };
}

/** How often the server is asked while the mirror is behind; each question costs it a request. */
const askEveryMs = 20;
/** The mirror is given up after so long without an answer that says it has caught up. */
const catchUpMsMax = 60_000;

export class Session {
  readonly #address: string;
  readonly #cookie: string;
  readonly #client: HttpClient;
  readonly #plain: PlainClient;

  private constructor(address: string, cookie: string, connections: number) {
    this.#address = address;
    this.#cookie = cookie;
    this.#client = new HttpClient(address, 1, { cookie });
    this.#plain = new PlainClient(address, connections);
  }

  /** Signs in as the demo person who captures. @param connections requests under way at once, at most */
  static async open(address: string, connections: number): Promise<Session> {
    const visitor = new HttpClient(address, 1);
    const { headers } = await visitor.post("/api/trpc/auth.signIn", encoded(capturer.personId));
    visitor.close();
    const cookie = headers["set-cookie"]?.[0]?.split(";")[0];
    if (cookie === undefined) throw new Error("auth.signIn: expected a cookie, got none");
    return new Session(address, cookie, connections);
  }

  /** Writes the request that captures an event or a document through the plain door. */
  captureRequest(document: unknown): Buffer {
    const { host } = new URL(this.#address);
    return plainRequest(host, "/capture", this.#cookie, encoded(document));
  }

  /** Captures what `captureRequest` wrote. */
  capture(request: Buffer): Promise<void> {
    return this.#plain.send(request);
  }

  /** Returns the log's size. */
  async size(): Promise<number> {
    return (await this.#standing()).size;
  }

  /** Waits until the mirror holds every entry of the log. */
  async whenMirrored(): Promise<void> {
    const deadline = performance.now() + catchUpMsMax;
    for (;;) {
      const { size, mirror } = await this.#standing();
      if (mirror.appliedSize >= size) return;
      if (performance.now() > deadline)
        throw new Error(`the mirror stays at ${mirror.appliedSize} of ${size}`);
      await sleep(askEveryMs);
    }
  }

  close(): void {
    this.#client.close();
    this.#plain.close();
  }

  async #standing(): Promise<Standing> {
    const { body } = await this.#client.get("/api/trpc/status.now");
    return (JSON.parse(body.toString()) as { result: { data: Standing } }).result.data;
  }
}

function encoded(value: unknown): Uint8Array {
  return utf8(JSON.stringify(value));
}
