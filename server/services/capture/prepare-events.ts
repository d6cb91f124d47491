/**
 * Step 2–4 of the life of an event: text → typed events in normal form → ids → fields, roots and seals.
 * Pure but for the secrets, so that it runs the same on the main thread and in a worker.
 */
import { hash, randomFillSync } from "node:crypto";
import { fromUtf8 } from "@/lib/bytes";
import { eventHashUri, prehashString } from "@/lib/epcis/event-hash";
import { parseEpcis } from "@/lib/epcis/parse";
import { DomainError } from "@/lib/errors";
import { type FieldText, fieldTextOf } from "@/lib/fields/field-text";
import { isObject, type JsonObject, type JsonValue, parseJson } from "@/lib/json";
import { hashKernel } from "@/server/crypto/kernel/kernel";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { TreeInput } from "@/server/ledger/ledger";
import { type TreeLines, treeLinesOf } from "@/server/mirror/tree-lines";

/** The most events one capture may hold. */
export const captureEventsMax = 10_000;
/** The most bytes of UTF-8 text one capture may hold. */
export const captureBytesMax = 16 * 1024 * 1024;

/** One event, ready to be appended; everything but the event itself, which stays inside the seal. */
export interface PreparedEvent extends TreeInput {
  eventID: string;
  type: string;
  /** `ni:///sha-256;…?ver=CBV2.0` */
  cbvHash: string;
  /** SHA-256 of the canonical bytes, hex; tells "the same event again" from "another under the same id". */
  contentHash: string;
  isErrorDeclaration: boolean;
  /** Its rows for the mirror, where they were asked for and can be told before it has a place. */
  lines: TreeLines | null;
}

/** How a capture is prepared. */
export interface PrepareOptions {
  /** The member that captures, when rows for the mirror are to be derived too. */
  rowsFor?: string;
}

/** EPCIS 2.0 JSON: text or its UTF-8 bytes, checked strictly, or a value decoded already. */
export type CaptureInput = string | Uint8Array | JsonValue;

/** A parsed capture: its events, and master data from the document's header as records. */
export interface PreparedCapture {
  events: PreparedEvent[];
  masterData: JsonObject[];
}

/**
 * Parses, normalises and commits a capture.
 * @throws DomainError malformed (names the path), too_large (more than `captureEventsMax` events or
 * `captureBytesMax` bytes)
 */
export function prepareCapture(input: CaptureInput, options: PrepareOptions = {}): PreparedCapture {
  const parsed = parseEpcis(readInput(input));
  if (parsed.events.length === 0) {
    throw new DomainError("malformed", "$.epcisBody.eventList: expected at least one event, got none");
  }
  if (parsed.events.length > captureEventsMax) {
    throw new DomainError(
      "too_large",
      `$.epcisBody.eventList: expected at most ${captureEventsMax} events, got ${parsed.events.length}`,
    );
  }
  return {
    events: parsed.events.map((event) => prepareEvent(event, options)),
    masterData: parsed.masterData.filter(isObject),
  };
}

function readInput(input: CaptureInput): JsonValue {
  if (typeof input === "string") return parseJson(withoutByteOrderMark(input));
  return input instanceof Uint8Array ? parseJson(withoutByteOrderMark(fromUtf8(input))) : input;
}

/** Assigns the event's id where absent, draws its secret and computes root and seal. */
export function prepareEvent(normalForm: JsonObject, { rowsFor }: PrepareOptions = {}): PreparedEvent {
  // The id does not enter its own hash, so that one computation serves both.
  const cbvHash = eventHashUri(hash("sha256", prehashString(normalForm), "hex"));
  const event = normalForm.eventID === undefined ? { ...normalForm, eventID: cbvHash } : normalForm;
  const text = fieldTextOf(event);
  const { root, sealed, secret, content } = sealText(text);
  const hashes = { event: cbvHash, content };
  const { canonical } = text;
  return {
    root,
    sealed,
    secret,
    eventID: String(event.eventID),
    type: String(event.type),
    cbvHash,
    contentHash: content.toString("hex"),
    isErrorDeclaration: event.errorDeclaration !== undefined,
    lines: rowsFor === undefined ? null : treeLinesOf({ iss: rowsFor, root, body: event, canonical, hashes }),
  };
}

/** Commits and seals one event or record under a fresh secret. */
export function sealTree(value: JsonObject): TreeInput {
  const { root, sealed, secret } = sealText(fieldTextOf(value));
  return { root, sealed, secret };
}

/** Commits and seals. @returns beside the tree SHA-256 of the canonical bytes */
function sealText(text: FieldText): TreeInput & { content: Buffer } {
  const secret = freshSecret();
  const { root, canonicalBytes, sealKey } = hashKernel().commit(text, secret);
  return {
    root,
    sealed: nodeSuite.sealAes256Gcm(sealKey.subarray(0, 32), sealKey.subarray(32), canonicalBytes),
    secret,
    content: hash("sha256", canonicalBytes, "buffer"),
  };
}

const secretsAtOnce = 128;
const secrets = new Uint8Array(32 * secretsAtOnce);
let secretsLeft = 0;

/** Draws 32 random bytes, from many drawn at once: asking the system for each costs more than the seal. */
function freshSecret(): Uint8Array {
  if (secretsLeft === 0) {
    randomFillSync(secrets);
    secretsLeft = secretsAtOnce;
  }
  secretsLeft--;
  const secret = secrets.slice(32 * secretsLeft, 32 * secretsLeft + 32);
  // Handed out once, and kept nowhere else.
  secrets.fill(0, 32 * secretsLeft, 32 * secretsLeft + 32);
  return secret;
}

function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
