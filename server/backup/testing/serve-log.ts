/** A log's public files over HTTP, as far as a restore reads them. For tests only. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseTilePath } from "@/lib/tile/path";
import type { Ledger } from "@/server/ledger/ledger";

/** Serves checkpoint and entry bundles of an open ledger. */
export async function serveLog(ledger: Ledger): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").slice(1);
    const answer = async () => {
      if (path === "checkpoint") return ledger.published().note;
      const { n, width } = parseTilePath(path);
      return ledger.entryBundle(n, width);
    };
    answer().then(
      (body) => response.end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close().closeAllConnections() };
}
