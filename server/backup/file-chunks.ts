/** Reading a file of any size in parts, and hashing one. */
import { createHash } from "node:crypto";
import { nodeFiles } from "@/server/ledger/node-files";

const chunkBytes = 4 << 20;

/** Yields the first `length` bytes of a file. @throws Error when it is shorter */
export async function* fileChunks(path: string, length: number): AsyncGenerator<Uint8Array> {
  const file = await nodeFiles.open(path, "read");
  try {
    for (let offset = 0; offset < length; ) {
      const chunk = await file.read(Math.min(chunkBytes, length - offset), offset);
      if (chunk.length === 0) throw new Error(`${path}: expected ${length} bytes, got ${offset}`);
      yield chunk;
      offset += chunk.length;
    }
  } finally {
    await file.close();
  }
}

/** Hashes a whole file; null when its size is another. Hexadecimal SHA-256. */
export async function sha256OfFile(path: string, size: number): Promise<string | null> {
  const file = await nodeFiles.open(path, "read");
  const found = await file.size().finally(() => file.close());
  if (found !== size) return null;
  const hash = createHash("sha256");
  for await (const chunk of fileChunks(path, size)) hash.update(chunk);
  return hash.digest("hex");
}
