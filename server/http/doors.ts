/** A door takes a request or leaves it to the next one; the last hands everything else to Next. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { refusalStatus } from "@/server/http/refusal";
import { reportInternalError } from "@/server/report";
import type { Runtime } from "@/server/runtime";
import { problem, send } from "./answer";

/** One request on its way through the doors. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** The path as sent, without the query; percent-encoding kept. */
  path: string;
  runtime: Runtime;
}

/** Returns whether it took the request. */
export type Door = (exchange: Exchange) => boolean | Promise<boolean>;

/** Offers a request to each door in turn. What a door throws becomes a problem, never a stack trace. */
export async function walkDoors(doors: readonly Door[], exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  try {
    for (const door of doors) {
      if (await door(exchange)) return;
    }
    send(request, response, problem(404, "not found"));
  } catch (error) {
    if (response.headersSent) {
      reportInternalError(error);
      response.destroy();
      return;
    }
    const status = refusalStatus(error);
    const title =
      status === undefined ? `internal error ${reportInternalError(error)}` : (error as Error).message;
    // Of a body that was too large the rest is not read: the connection ends with the answer.
    send(request, response, problem(status ?? 500, title, status === 413 ? { connection: "close" } : {}));
  }
}
