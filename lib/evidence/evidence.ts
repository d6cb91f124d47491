/**
 * Evidence: what somebody hands to a verifier, in any of the forms this log and its pages give out. Recognised by content,
 * never by name, so that a file may be called anything.
 */
import { fromUtf8 } from "@/lib/bytes";
import { type ConsistencyFile, parseConsistencyFile } from "@/lib/consistency/consistency-file";
import { DomainError } from "@/lib/errors";
import { isObject, parseJson } from "@/lib/json";
import { parseCheckpoint } from "@/lib/note/checkpoint";
import { parseNote } from "@/lib/note/note";
import { type Policy, parsePolicy } from "@/lib/note/policy";
import { parseVkey, type Vkey } from "@/lib/note/vkey";
import { type BrokenPromise, parseBrokenPromise } from "@/lib/promise/broken-promise";
import { type EntryPromise, parseEntryPromise } from "@/lib/promise/entry-promise";
import { type ReadProof, readProof } from "@/lib/proof/logged";
import { type ProofFile, parseProofFile } from "@/lib/proof/proof-file";
import { decodeReceipt, type Receipt } from "@/lib/receipt/receipt";
import { detachReceipts, hasReceipts } from "@/lib/receipt/transparent-statement";
import { vdpLabel } from "@/lib/receipt/vdp";
import { decodeSign1 } from "@/lib/statement/sign1";

/** One thing handed over. The first six claim something; the others help to judge them. */
export type Evidence =
  | { kind: "bundles"; file: ProofFile }
  | { kind: "tlog-proof"; text: string; proof: ReadProof }
  | { kind: "receipt"; receipt: Receipt }
  | { kind: "transparent statement"; statement: Uint8Array; receipts: Receipt[] }
  | { kind: "promise"; promise: EntryPromise }
  | { kind: "broken promise"; broken: BrokenPromise }
  | { kind: "consistency"; file: ConsistencyFile }
  | { kind: "entry"; bytes: Uint8Array }
  | { kind: "checkpoint"; note: string; size: number }
  | { kind: "policy"; policy: Policy }
  | { kind: "vkey"; vkey: Vkey; text: string };

/** The kinds of evidence. */
export type EvidenceKind = Evidence["kind"];

const jsonDepthMax = 200;
/** An ML-DSA-44 key takes 1,800 characters, a name as many as it likes; a longer text is not matched against a pattern. */
const vkeyLengthMax = 8192;

/**
 * Recognises evidence and parses it strictly; nothing is verified.
 * @throws DomainError malformed | unsupported when it begins like one of the forms and is not one
 */
export function recognise(bytes: Uint8Array): Evidence {
  // 0xd2: a CBOR tag 18. Nothing else here begins with a byte that is not ASCII.
  if (bytes[0] === 0xd2) return coseEvidence(bytes);
  const text = textOf(bytes);
  if (text === null) return { kind: "entry", bytes };
  if (/^\s*[{[]/.test(text)) return jsonEvidence(text);
  if (text.startsWith("c2sp.org/tlog-proof@")) return { kind: "tlog-proof", text, proof: readProof(text) };
  if (/^[^\n]+\n[0-9]+\n[A-Za-z0-9+/]{43}=\n/.test(text)) {
    return { kind: "checkpoint", note: text, size: parseCheckpoint(parseNote(text).text).size };
  }
  if (text.length <= vkeyLengthMax && /^\S+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+\s*$/.test(text)) {
    return { kind: "vkey", vkey: parseVkey(text.trim()), text: text.trim() };
  }
  if (/^[ \t]*(?:log|witness|group|quorum)[ \t]/.test(firstLine(text))) {
    return { kind: "policy", policy: parsePolicy(text) };
  }
  return { kind: "entry", bytes };
}

/** The first line that is neither blank nor a comment, as policies have them; found in one pass, whatever the text. */
function firstLine(text: string): string {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    const line = text.slice(start, end < 0 ? text.length : end).trimStart();
    if (line !== "" && !line.startsWith("#")) return line;
    if (end < 0) break;
    start = end + 1;
  }
  return "";
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return fromUtf8(bytes);
  } catch {
    return null;
  }
}

function coseEvidence(bytes: Uint8Array): Evidence {
  const { unprotected } = decodeSign1(bytes, "COSE");
  if (unprotected.has(vdpLabel)) return { kind: "receipt", receipt: decodeReceipt(bytes) };
  if (!hasReceipts(unprotected)) return { kind: "entry", bytes };
  const { statement, receipts } = detachReceipts(bytes);
  return { kind: "transparent statement", statement, receipts: receipts.map(decodeReceipt) };
}

function jsonEvidence(text: string): Evidence {
  const value = parseJson(text, { maxDepth: jsonDepthMax });
  const has = (name: string) => isObject(value) && Object.hasOwn(value, name);
  if (has("bundles") || has("capture")) return { kind: "bundles", file: parseProofFile(value) };
  if (has("promise")) return { kind: "broken promise", broken: parseBrokenPromise(value) };
  if (has("position")) return { kind: "promise", promise: parseEntryPromise(value) };
  if (has("size1")) return { kind: "consistency", file: parseConsistencyFile(value) };
  throw new DomainError(
    "malformed",
    "JSON: expected a proof, a promise or a consistency proof, got another object",
  );
}
