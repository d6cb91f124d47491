/** Starts signature-worker.ts in a worker thread: on Node 20 a worker does not inherit the TypeScript loader. */
import { register } from "tsx/esm/api";

register();
await import("./signature-worker.ts");
