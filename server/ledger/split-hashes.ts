import { hashBytes } from "./tile-files";

/** Cuts joined hashes into views of 32 bytes. */
export function splitHashes(joined: Uint8Array): Uint8Array[] {
  return Array.from({ length: joined.length / hashBytes }, (_, i) =>
    joined.subarray(i * hashBytes, (i + 1) * hashBytes),
  );
}
