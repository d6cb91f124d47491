/**
 * The short way for the one request that is measured: `POST /add` with a length, nothing special, one at a time on its
 * connection. Of every other request, the whole connection goes to node:http, for good. Measured under Tessera's hammer,
 * a request costs 34 µs of CPU here and 73 µs in node:http, of which the kernel takes 18 in both.
 */
import { type Server, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { type Add, type Added, entryBytesMax } from "./add";

const requestLine = "POST /add HTTP/1.1\r\n";
const headEnd = "\r\n\r\n";

/** A head that is longer, or whose end is not there yet, is for node:http to judge. */
const headBytesMax = 4096;

/** Bytes held back while a request is under way, beyond which the connection is not read. */
const heldBytesMax = 1 << 17;

/** Headers that change what a request means or how its connection goes on; lines folded, or ended by CR or LF alone. */
const special =
  /\r\n(?:transfer-encoding|connection|expect|upgrade|te|trailer)[ \t]*:|\r\n[ \t]|\r[^\n]|[^\r]\n/i;
const contentLength = /\r\ncontent-length: *([0-9]{1,5}) *\r\n/i;

/** Returns how many bytes follow a head that takes the short way; -1 for any other head. `head` ends with one CRLF. */
export function bodyLengthOf(head: string): number {
  if (!head.startsWith(requestLine) || special.test(head)) return -1;
  const isSingle = (name: string) => head.toLowerCase().split(`\r\n${name}:`).length === 2;
  const length = contentLength.exec(head)?.[1];
  if (length === undefined || !isSingle("content-length") || !isSingle("host")) return -1;
  return Number(length) <= entryBytesMax ? Number(length) : -1;
}

/** Takes connections of a server before node:http sees them. @returns the listener for new connections */
export function fastLane(server: Server, add: Add, onFailure: (error: unknown) => void) {
  return (socket: Socket): void => {
    new Lane(socket, { add, onFailure, leave: () => server.emit("connection", socket) }).start();
  };
}

interface LaneParts {
  add: Add;
  onFailure: (error: unknown) => void;
  /** Gives the connection to node:http. */
  leave: () => void;
}

class Lane {
  readonly #socket: Socket;
  readonly #parts: LaneParts;
  /** Read and not yet looked at. */
  #held: Buffer | null = null;
  #isBusy = false;
  /** Heads differ little: mostly this one comes again. */
  #lastHead = "";
  #lastLength = -1;

  constructor(socket: Socket, parts: LaneParts) {
    this.#socket = socket;
    this.#parts = parts;
  }

  start(): void {
    this.#socket.setNoDelay(true);
    this.#socket.on("data", this.#onData);
    this.#socket.on("error", this.#onError);
  }

  /** A client that is gone needs no answer. */
  #onError = (): void => {
    this.#socket.destroy();
  };

  #onData = (chunk: Buffer): void => {
    const bytes = this.#held === null ? chunk : Buffer.concat([this.#held, chunk]);
    if (!this.#isBusy) {
      this.#read(bytes);
      return;
    }
    this.#held = bytes;
    if (bytes.length > heldBytesMax) this.#socket.pause();
  };

  /** Takes one request from the front, when all of it is there. */
  #read(bytes: Buffer): void {
    this.#held = bytes;
    const end = bytes.indexOf(headEnd);
    if (end < 0 && bytes.length <= headBytesMax && mayBeAdd(bytes)) return;
    const length = end < 0 || end > headBytesMax ? -1 : this.#lengthOf(bytes.toString("latin1", 0, end + 2));
    if (length < 0) {
      this.#leave(bytes);
      return;
    }
    const from = end + headEnd.length;
    const to = from + length;
    if (bytes.length < to) return;
    this.#held = bytes.length === to ? null : bytes.subarray(to);
    this.#isBusy = true;
    // Copied: a view would keep all that was read with it.
    this.#parts.add(new Uint8Array(bytes.subarray(from, to))).then(this.#answer, this.#fail);
  }

  #lengthOf(head: string): number {
    if (head !== this.#lastHead) {
      this.#lastLength = bodyLengthOf(head);
      this.#lastHead = head;
    }
    return this.#lastLength;
  }

  #answer = ({ status, text }: Added): void => {
    const retry = status === 503 ? "Retry-After: 1\r\n" : "";
    const length = Buffer.byteLength(text);
    const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${dateLine()}${retry}Content-Type: text/plain; charset=utf-8\r\n`;
    this.#socket.write(`${head}Content-Length: ${length}\r\n\r\n${text}`);
    this.#isBusy = false;
    if (this.#socket.isPaused()) this.#socket.resume();
    if (this.#held !== null) this.#read(this.#held);
  };

  #fail = (error: unknown): void => {
    this.#parts.onFailure(error);
    this.#socket.destroy();
  };

  #leave(bytes: Buffer): void {
    const socket = this.#socket;
    socket.off("data", this.#onData);
    socket.off("error", this.#onError);
    socket.pause();
    socket.unshift(bytes);
    this.#held = null;
    this.#parts.leave();
    socket.resume();
  }
}

/** Tells whether a request of which only this much is there may still take the short way. */
function mayBeAdd(bytes: Buffer): boolean {
  return requestLine.startsWith(bytes.toString("latin1", 0, requestLine.length));
}

let dateSecond = 0;
let date = "";

/** The Date header (RFC 9110 §6.6.1), made once a second. */
function dateLine(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    date = `Date: ${new Date(second * 1000).toUTCString()}\r\n`;
  }
  return date;
}
