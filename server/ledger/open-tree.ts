import { fromUtf8 } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { VerificationError } from "@/lib/errors";
import { openSealed } from "@/lib/fields/seal";
import { isObject, type JsonObject, parseJson } from "@/lib/json";
import type { LogTree } from "./ledger";

/**
 * Opens a sealed tree to its canonical JSON object; null once erased.
 * @throws VerificationError "seal" when the secret does not open it, or what is under it is no JSON object
 */
export function openTree(suite: CryptoSuite, { sealed, secret }: LogTree): JsonObject | null {
  if (sealed === null || secret === null) return null;
  try {
    const value = parseJson(fromUtf8(openSealed(suite, sealed, secret)));
    if (isObject(value)) return value;
  } catch (cause) {
    const failure = new VerificationError("seal", "seal: expected one the secret opens, got another");
    failure.cause = cause;
    throw failure;
  }
  throw new VerificationError("seal", "seal: expected a JSON object under it, got another value");
}
