/** The worker behind `prepareInWorker`. */
import { parentPort } from "node:worker_threads";
import type { DomainError } from "@/lib/errors";
import type { JsonValue } from "@/lib/json";
import { prepareCapture } from "./prepare-events";
import type { WorkerAnswer } from "./prepare-in-worker";

parentPort?.on("message", ({ id, input }: { id: number; input: string | JsonValue }) => {
  parentPort?.postMessage(answerOf(id, input));
});

function answerOf(id: number, input: string | JsonValue): WorkerAnswer {
  try {
    return { id, prepared: prepareCapture(input) };
  } catch (error) {
    const { code, message, path, details } = error as Partial<DomainError>;
    if (code === undefined) return { id, error: { code: "internal", message: String(message) } };
    return {
      id,
      error: {
        code,
        message: String(message),
        ...(path === undefined ? {} : { path }),
        ...(details === undefined ? {} : { details }),
      },
    };
  }
}
