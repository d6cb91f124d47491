/** The worker behind `prepareInWorker`. */
import { parentPort } from "node:worker_threads";
import type { DomainError } from "@/lib/errors";
import { packCapture } from "./packed-capture";
import { prepareCapture } from "./prepare-events";
import type { WorkerAnswer, WorkerRequest } from "./prepare-in-worker";

parentPort?.on("message", (request: WorkerRequest) => {
  const answer = answerOf(request);
  const handedOver = "packed" in answer ? [answer.packed.bytes.buffer] : [];
  parentPort?.postMessage(answer, handedOver);
});

function answerOf({ id, input, options }: WorkerRequest): WorkerAnswer {
  try {
    return { id, packed: packCapture(prepareCapture(input, options)) };
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
