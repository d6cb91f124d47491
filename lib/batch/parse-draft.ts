import { DomainError } from "../errors";
import { type BatchDraft, type InputDraft, inputsMax, type ReadingDraft, readingsMax } from "./batch-draft";

const textMax = 500;

/**
 * Reads a draft off the wire: the right members, each a text of bounded length. What the texts say is judged by `readBatch`.
 * @throws DomainError malformed | too_large
 */
export function parseBatchDraft(input: unknown): BatchDraft {
  const form = objectAt(input, "$");
  const dateKind = textAt(form, "$", "dateKind");
  return {
    gtin: textAt(form, "$", "gtin"),
    lot: textAt(form, "$", "lot"),
    quantity: textAt(form, "$", "quantity"),
    uom: textAt(form, "$", "uom"),
    place: textAt(form, "$", "place"),
    time: textAt(form, "$", "time"),
    offset: textAt(form, "$", "offset"),
    bestBefore: textAt(form, "$", "bestBefore"),
    dateKind: dateKind === "expiration" ? "expiration" : "bestBefore",
    inputs: listAt(form, "inputs", inputsMax).map(inputAt),
    device: textAt(form, "$", "device"),
    readings: listAt(form, "readings", readingsMax).map(readingAt),
    certificates: listAt(form, "certificates", 50).map((_, i, list) =>
      textAt({ uri: list[i] }, `$.certificates[${i}]`, "uri"),
    ),
  };
}

function inputAt(value: unknown, i: number): InputDraft {
  const path = `$.inputs[${i}]`;
  const line = objectAt(value, path);
  return {
    epc: textAt(line, path, "epc"),
    quantity: textAt(line, path, "quantity"),
    uom: textAt(line, path, "uom"),
  };
}

function readingAt(value: unknown, i: number): ReadingDraft {
  const path = `$.readings[${i}]`;
  const line = objectAt(value, path);
  return {
    time: textAt(line, path, "time"),
    temperature: textAt(line, path, "temperature"),
    humidity: textAt(line, path, "humidity"),
  };
}

function objectAt(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new DomainError("malformed", `${path}: expected an object, got ${typeof value}`, { path });
}

function textAt(object: Record<string, unknown>, path: string, name: string): string {
  const value = object[name];
  if (typeof value === "string" && value.length <= textMax) return value;
  const got = typeof value === "string" ? `${value.length} characters` : typeof value;
  throw new DomainError(
    "malformed",
    `${path}.${name}: expected a text of at most ${textMax} characters, got ${got}`,
    {
      path: name,
    },
  );
}

function listAt(object: Record<string, unknown>, name: string, lengthMax: number): unknown[] {
  const value = object[name];
  if (!Array.isArray(value)) {
    throw new DomainError("malformed", `$.${name}: expected a list, got ${typeof value}`, { path: name });
  }
  if (value.length <= lengthMax) return value;
  throw new DomainError("too_large", `$.${name}: expected at most ${lengthMax} lines, got ${value.length}`, {
    path: name,
  });
}
