/** One call of a witness over HTTP (C2SP tlog-witness), within limits of time and size: what it may answer is anything. */
import { parseTreeSize } from "@/lib/note/add-checkpoint";
import { type NoteSignature, parseSignatureLines } from "@/lib/note/note";

/** What came of asking. */
export type WitnessAnswer =
  | { readonly kind: "cosigned"; readonly signatures: NoteSignature[] }
  /** It has cosigned another size last. */
  | { readonly kind: "at"; readonly size: number }
  /** It will not cosign this: its status, and the first line of what it says. */
  | { readonly kind: "refused"; readonly status: number; readonly reason: string }
  /** It could not be asked, or what it answered makes no sense. */
  | { readonly kind: "unreachable"; readonly reason: string };

/** Eight ML-DSA-44 cosignatures take half of it. */
const answerBytesMax = 64 * 1024;

const refusals = new Set([400, 403, 404, 409, 422]);

export interface Asking {
  /** The witness's submission prefix. */
  readonly url: string;
  /** As `formatAddCheckpoint` writes it. */
  readonly body: string;
  /** For the whole call, the answer's body included. */
  readonly timeoutMs: number;
  /** Ends the call early when aborted; one for each call. */
  readonly ending?: AbortController;
}

/** Asks a witness for its cosignatures. Never throws. */
export async function askWitness(asking: Asking): Promise<WitnessAnswer> {
  const { url, body, timeoutMs, ending = new AbortController() } = asking;
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    ending.abort();
  }, timeoutMs);
  try {
    const response = await fetch(`${url.replace(/\/+$/, "")}/add-checkpoint`, {
      method: "POST",
      headers: { "content-type": "text/plain; charset=utf-8" },
      body,
      redirect: "error",
      signal: ending.signal,
    });
    return answerOf(response, await readText(response));
  } catch (error) {
    return { kind: "unreachable", reason: isLate ? `no answer within ${timeoutMs} ms` : reasonOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

function answerOf(response: Response, body: string): WitnessAnswer {
  const { status, headers } = response;
  if (status === 200) return { kind: "cosigned", signatures: parseSignatureLines(body) };
  if (status === 409 && headers.get("content-type") === "text/x.tlog.size") {
    return { kind: "at", size: parseTreeSize(body) };
  }
  const reason = (body.split("\n", 1)[0] ?? "").replace(/[^\x20-\x7e]/g, "?").slice(0, 200);
  if (refusals.has(status)) return { kind: "refused", status, reason };
  return { kind: "unreachable", reason: `HTTP ${status}` };
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > answerBytesMax) throw new Error(`an answer of more than ${answerBytesMax} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** What a failed fetch says lies in its cause: ECONNREFUSED, ENOTFOUND, a certificate. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const message = cause instanceof Error ? cause.message : String(cause);
  return code !== "" && !message.includes(code) ? `${code}: ${message}` : message;
}
