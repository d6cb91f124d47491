/** Opens sealed events and commits them again: the root that the issuer signed must come out. */
import { equalBytes, fromUtf8 } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { commitEvent } from "@/lib/fields/commit";
import { openSealed } from "@/lib/fields/seal";
import { isObject, parseJson } from "@/lib/json";
import type { LogTree } from "../ledger";

/** What is wrong with an event: its secret does not open its seal, or what is under the seal is not what was signed. */
export type TreeFault = "seal" | "root" | null;

/** Opens a tree, and looks no further. */
export function sealFaultOf(suite: CryptoSuite, { sealed, secret }: LogTree): TreeFault {
  if (sealed === null || secret === null) return null;
  try {
    openSealed(suite, sealed, secret);
    return null;
  } catch {
    return "seal";
  }
}

/** Opens a tree and derives its root. An erased tree has nothing to open, and no fault. */
export function faultOf(suite: CryptoSuite, { root, sealed, secret }: LogTree): TreeFault {
  if (sealed === null || secret === null) return null;
  let bytes: Uint8Array;
  try {
    bytes = openSealed(suite, sealed, secret);
  } catch {
    return "seal";
  }
  try {
    const event = parseJson(fromUtf8(bytes));
    return isObject(event) && equalBytes(commitEvent(suite, event, secret).root, root) ? null : "root";
  } catch {
    return "root";
  }
}
