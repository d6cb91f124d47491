/** SQLSTATE classes of failures that pass: connection, resources, operator intervention, system, deadlock. */
const passingClasses = new Set(["08", "53", "57", "58"]);
const passingCodes = new Set([
  "40001",
  "40P01",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EPIPE",
  "ETIMEDOUT",
]);

/** Tells whether the same statement may succeed later: the server is away, starting, or out of something. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return false;
  return (
    passingCodes.has(error.code) || (error.code.length === 5 && passingClasses.has(error.code.slice(0, 2)))
  );
}
