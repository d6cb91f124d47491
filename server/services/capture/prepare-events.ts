/**
 * Step 2–4 of the life of an event: text → typed events in normal form → ids → fields, roots and seals.
 * Pure but for the secrets, so that it runs the same on the main thread and in a worker.
 */
import { hash, randomBytes } from "node:crypto";
import { cbvEventHash } from "@/lib/epcis/event-hash";
import { parseEpcis } from "@/lib/epcis/parse";
import { DomainError } from "@/lib/errors";
import { fieldTextOf } from "@/lib/fields/field-text";
import { isObject, type JsonObject, type JsonValue, parseJson } from "@/lib/json";
import { hashKernel } from "@/server/crypto/kernel/kernel";
import { nodeSuite } from "@/server/crypto/node-suite";
import type { TreeInput } from "@/server/ledger/ledger";

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
}

/** A parsed capture: its events, and master data from the document's header as records. */
export interface PreparedCapture {
  events: PreparedEvent[];
  masterData: JsonObject[];
}

/**
 * Parses, normalises and commits a capture.
 * @param input EPCIS 2.0 JSON: text (checked strictly) or an already decoded value
 * @throws DomainError malformed (names the path), too_large (more than `captureEventsMax` events or
 * `captureBytesMax` bytes)
 */
export function prepareCapture(input: string | JsonValue): PreparedCapture {
  const value = typeof input === "string" ? parseJson(withoutByteOrderMark(input)) : input;
  const parsed = parseEpcis(value);
  if (parsed.events.length === 0) {
    throw new DomainError("malformed", "$.epcisBody.eventList: expected at least one event, got none");
  }
  if (parsed.events.length > captureEventsMax) {
    throw new DomainError(
      "too_large",
      `$.epcisBody.eventList: expected at most ${captureEventsMax} events, got ${parsed.events.length}`,
    );
  }
  return { events: parsed.events.map(prepareEvent), masterData: parsed.masterData.filter(isObject) };
}

/** Assigns the event's id where absent, draws its secret and computes root and seal. */
export function prepareEvent(normalForm: JsonObject): PreparedEvent {
  // The id does not enter its own hash, so that one computation serves both.
  const cbvHash = cbvEventHash(nodeSuite.sha256, normalForm);
  const event = normalForm.eventID === undefined ? { ...normalForm, eventID: cbvHash } : normalForm;
  return {
    ...sealTree(event),
    eventID: String(event.eventID),
    type: String(event.type),
    cbvHash,
    isErrorDeclaration: event.errorDeclaration !== undefined,
  };
}

/** Commits and seals one event or record under a fresh secret. */
export function sealTree(value: JsonObject): TreeInput & { contentHash: string } {
  const secret = new Uint8Array(randomBytes(32));
  const { root, canonicalBytes, sealKey } = hashKernel().commit(fieldTextOf(value), secret);
  const key = sealKey.subarray(0, 32);
  return {
    // A copy: the kernel hands out a Buffer, whose slice is a view.
    root: new Uint8Array(root),
    sealed: nodeSuite.sealAes256Gcm(key, sealKey.subarray(32), canonicalBytes),
    secret,
    contentHash: hash("sha256", canonicalBytes, "hex"),
  };
}

function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
