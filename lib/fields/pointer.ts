/**
 * JSON Pointers of fields (RFC 6901): one or two reference tokens below the event.
 */
import { DomainError } from "@/lib/errors";

/** Formats reference tokens as a JSON Pointer, `~` as `~0` and `/` as `~1` (RFC 6901 §3). */
export function formatPointer(...tokens: string[]): string {
  return tokens.map((token) => `/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/**
 * Parses a non-empty JSON Pointer into its reference tokens, unescaped (RFC 6901 §4).
 * @throws DomainError malformed when it does not start with `/` or holds a `~` that is not `~0` or `~1`
 */
export function parsePointer(pointer: string): string[] {
  if (!pointer.startsWith("/") || /~(?![01])/.test(pointer)) {
    throw new DomainError(
      "malformed",
      `pointer: expected an RFC 6901 JSON Pointer, got ${JSON.stringify(pointer)}`,
    );
  }
  const tokens = pointer.slice(1).split("/");
  return tokens.map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}
