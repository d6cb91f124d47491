import type { IncomingMessage } from "node:http";
import type { HeaderReader } from "@/server/trpc/context";

/** Reads a node:http request's headers the way `Headers` does: one string a name, null when absent. */
export function headerReader(request: IncomingMessage): HeaderReader {
  return {
    get(name) {
      const value = request.headers[name.toLowerCase()];
      if (value === undefined) return null;
      return Array.isArray(value) ? value.join(", ") : value;
    },
  };
}
