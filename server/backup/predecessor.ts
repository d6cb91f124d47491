/** What is left of a log that was lost: its entries as far as this folder has them, and the membership as of then. */
import { join } from "node:path";
import { toBase64Url } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import type { Membership } from "@/lib/membership/membership";
import type { Continuation } from "@/lib/membership/records";
import { isRole } from "@/lib/membership/roles";
import { encodeCoseKey, keyThumbprint } from "@/lib/statement/cose-key";
import { nodeSuite } from "@/server/crypto/node-suite";
import { frameBytesMaxOf } from "@/server/ledger/engine";
import { readHead } from "@/server/ledger/head";
import { nodeFiles } from "@/server/ledger/node-files";
import { OpenFiles } from "@/server/ledger/open-files";
import { replay } from "@/server/ledger/replay";
import { defaultSettings } from "@/server/ledger/settings";
import { TileFiles } from "@/server/ledger/tile-files";

/** The part of a continuation that the old log decides. */
export type Inheritance = Pick<Continuation, "predecessor" | "members" | "keys" | "policy">;

/**
 * Replays the ledger of a folder that no process has open, and writes down what a log that continues it inherits.
 * @throws LedgerDamage when it does not hold; DomainError unsupported of a log without membership
 */
export async function readInheritance(dir: string): Promise<Inheritance> {
  const files = new OpenFiles(nodeFiles);
  try {
    const { head } = await readHead(files, dir);
    if (head.admission !== "membership") {
      throw new DomainError("unsupported", `${dir}: expected a log with members, got one without`);
    }
    const { state, published } = await replay({
      suite: nodeSuite,
      files,
      walDir: join(dir, "wal"),
      head,
      headPath: join(dir, "head.a"),
      tiles: new TileFiles(files, dir),
      frameBytesMax: frameBytesMaxOf(defaultSettings),
      mode: "read",
      onEntry: () => undefined,
    });
    return {
      predecessor: {
        origin: head.origin,
        vkey: head.vkey,
        size: state.size,
        rootHash: toBase64Url(state.edge.root()),
        checkpoint: published.note,
      },
      ...membersOf(state.membershipLog.membership),
    };
  } finally {
    await files.closeAll();
  }
}

/** The members, the keys that are valid now and not the log's own, and how many approvals a decision needs. */
export function membersOf(membership: Membership): Omit<Inheritance, "predecessor"> {
  const members = [...membership.members().values()].map(({ iss, roles, suspendedAt }) => ({
    iss,
    roles: [...roles].filter(isRole).sort(),
    isSuspended: suspendedAt !== null,
  }));
  const active = new Set(members.filter(({ isSuspended }) => !isSuspended).map(({ iss }) => iss));
  const keys = membership.leaves().flatMap(({ iss, kid, to }) => {
    if (to !== null || !active.has(iss)) return [];
    const key = membership.keyOf(Buffer.from(kid, "base64url").toString("hex"));
    return key === undefined ? [] : [{ iss, key: toBase64Url(encodeCoseKey(key)) }];
  });
  return { members, keys, policy: { approvals: membership.approvals } };
}

/** Tells the thumbprint of a key as records carry it, in hexadecimal. */
export function kidHexOf(key: Parameters<typeof keyThumbprint>[1]): string {
  return Buffer.from(keyThumbprint(nodeSuite.sha256, key)).toString("hex");
}
