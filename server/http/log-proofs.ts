/** The part of `/proof/…` that is about the log: one file for each kind of proof of an entry, and of two sizes. */
import { consistencyMediaType } from "@/lib/consistency/consistency-file";
import { promiseMediaType } from "@/lib/promise/entry-promise";
import { receiptMediaType } from "@/lib/receipt/receipt";
import { statementMediaType } from "@/lib/receipt/transparent-statement";
import type { ServiceDeps } from "@/server/services/deps";
import {
  consistencyOf,
  consistencyReceiptOf,
  promiseOfEntry,
  receiptOfEntry,
  statementOf,
  tlogProofOf,
  transparentStatementOf,
} from "@/server/services/log/log-proofs";

/** A proof, ready to go out. */
export interface ProofBody {
  body: string | Uint8Array;
  type: string;
  /** What a browser should save it as. */
  name: string;
}

type Maker = (services: ServiceDeps, ...numbers: [number, number]) => Promise<string | Uint8Array>;

interface Kind {
  /** With one or two decimal numbers. */
  path: RegExp;
  type: string;
  make: Maker;
}

/** A number without leading zeros, below 2^53. */
const number = "(0|[1-9]\\d{0,14})";

const kinds: readonly Kind[] = [
  entryKind("tlog-proof", "text/plain; charset=utf-8", tlogProofOf),
  entryKind("receipt", receiptMediaType, receiptOfEntry),
  entryKind("statement", statementMediaType, statementOf),
  entryKind("scitt", statementMediaType, transparentStatementOf),
  entryKind("promise", promiseMediaType, async (services, index) =>
    JSON.stringify(await promiseOfEntry(services, index)),
  ),
  {
    path: new RegExp(`^/consistency/${number}/${number}$`),
    type: consistencyMediaType,
    make: async (...asked) => JSON.stringify(await consistencyOf(...asked)),
  },
  {
    path: new RegExp(`^/consistency/${number}/${number}\\.receipt$`),
    type: receiptMediaType,
    make: consistencyReceiptOf,
  },
];

function entryKind(extension: string, type: string, make: Maker): Kind {
  return { path: new RegExp(`^/${number}\\.${extension}$`), type, make };
}

/**
 * Makes the proof of the log that a path names; undefined when it names none.
 * @param path behind `/proof`: `/17.tlog-proof`, `/17.receipt`, `/consistency/3/17` …
 * @throws DomainError not_found | unavailable
 */
export async function logProof(services: ServiceDeps, path: string): Promise<ProofBody | undefined> {
  for (const { path: pattern, type, make } of kinds) {
    const [, first, second = "0"] = pattern.exec(path) ?? [];
    if (first === undefined) continue;
    const body = await make(services, Number(first), Number(second));
    const base = path.slice(1).replaceAll("/", "-");
    return { body, type, name: base.includes(".") ? base : `${base}.json` };
  }
  return undefined;
}
