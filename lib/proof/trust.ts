/** What a verifier must know from elsewhere. */
import type { PublicKey } from "@/lib/crypto/suite";
import { DomainError } from "@/lib/errors";
import type { Policy } from "@/lib/note/policy";
import type { Vkey } from "@/lib/note/vkey";
import { logKeyOf } from "@/lib/statement/log-key";

/** Whose log it is, and whose cosignatures are asked for. */
export interface TrustRoots {
  origin: string;
  /** C2SP verifier key of the log; its Ed25519 key is the log's COSE key too. */
  logVkey: string;
  policy?: Policy;
}

/** The pinned log: the same, ready to verify with. */
export interface PinnedLog {
  origin: string;
  vkey: Vkey;
  /** The log's COSE key. */
  key: PublicKey;
  policy: Policy | undefined;
}

/** Reads trust roots. @throws DomainError malformed | unsupported when they are not a log's origin and vkey */
export function pinLog({ origin, logVkey, policy }: TrustRoots): PinnedLog {
  const { vkey, key } = logKeyOf(logVkey);
  if (vkey.name === origin) return { origin, vkey, key, policy };
  throw new DomainError("malformed", `logVkey: expected a key named ${origin}, got ${vkey.name}`);
}
