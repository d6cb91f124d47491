import type { IncomingMessage } from "node:http";
import { DomainError } from "@/lib/errors";

/**
 * Reads a request's body.
 * @throws DomainError too_large past `bytesMax`, malformed when it breaks off
 */
export async function readBytes(request: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  const tooLarge = () => new DomainError("too_large", `body: expected at most ${bytesMax} bytes`);
  if (Number(request.headers["content-length"] ?? 0) > bytesMax) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > bytesMax) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new DomainError("malformed", "body: expected it whole, got a broken connection", { cause });
  }
  if (size > bytesMax) throw tooLarge();
  return Buffer.concat(chunks, size);
}

/**
 * Reads a request's body as UTF-8 text.
 * @throws DomainError as `readBytes`, malformed when it is not UTF-8
 */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<string> {
  const bytes = await readBytes(request, bytesMax);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DomainError("malformed", "body: expected UTF-8", { cause });
  }
}
