/** Reads the payload block and the secrets of a tile again: table, seals, secrets, event roots. */
import { join } from "node:path";
import type { CryptoSuite } from "@/lib/crypto/suite";
import { tileWidth } from "@/lib/tile/path";
import { crc32c } from "../crc32c";
import { BlockTable, blockHeaderBytes, decodeBlockHeader } from "../payload/block";
import { payloadName } from "../payload/payloads";
import { secretsPerSegment } from "../payload/secrets";
import { isZero, logTree, secretBytes } from "../wal/frame";
import { type BlockPlace, brokenBlock } from "./block-finder";
import { damaged, type Finding } from "./finding";
import { isAbsent, type PlainReads } from "./plain-reads";
import { faultOf } from "./tree-contents";

/** An event whose secret is all zeros. */
export interface ErasedTree {
  readonly id: string;
  readonly path: string;
  readonly offset: number;
}

export interface PayloadTask {
  readonly reads: PlainReads;
  readonly suite: CryptoSuite;
  /** The ledger's folder. */
  readonly dir: string;
}

/** A block of a tile: its table, when its CRC holds. */
export interface CheckedBlock {
  readonly table: BlockTable | null;
  readonly findings: readonly Finding[];
}

/** Reads the table of tile `n`; a place that is not known is reported by whoever looked for it. */
export function readBlock({ reads }: PayloadTask, n: number, place: BlockPlace | null): CheckedBlock {
  if (place === null) return { table: null, findings: [] };
  const header = decodeBlockHeader(reads.part(place.path, blockHeaderBytes, place.offset));
  const table = header && BlockTable.decode(reads.part(place.path, header.tableEnd, place.offset));
  if (table === null || table.header.n !== n) {
    return { table: null, findings: [brokenBlock(place.path, place.offset)] };
  }
  return { table, findings: [] };
}

/** Opens every event of a block: the sealed bytes, the secret, and the root that was signed have to agree. */
export function checkTrees(
  task: PayloadTask,
  { table, place }: { table: BlockTable; place: BlockPlace },
): { findings: Finding[]; erased: ErasedTree[] } {
  const findings: Finding[] = [];
  const erased: ErasedTree[] = [];
  const { firstTree, treeCount, n } = table.header;
  if (treeCount === 0) return { findings, erased };
  const secrets = readSecrets(task, firstTree, treeCount);
  if (!(secrets instanceof Uint8Array)) return { findings: [secrets], erased };
  const sealed = new SealedWindow(task.reads, table, place);
  for (let i = 0; i < tileWidth; i++) {
    const { first, end } = table.treesOf(i);
    for (let tree = first; tree < end; tree++) {
      const id = `${n * tileWidth + i}.${tree - first}`;
      const secret = secrets.subarray(tree * secretBytes, (tree + 1) * secretBytes);
      const secretPlace = placeOfSecret(task.dir, firstTree + tree);
      if (isZero(secret)) erased.push({ id, ...secretPlace });
      else findings.push(...checkTree(task, { table, place, tree, id, secret, sealed, secretPlace }));
    }
  }
  return { findings, erased };
}

interface OneTree {
  readonly table: BlockTable;
  readonly place: BlockPlace;
  readonly tree: number;
  readonly id: string;
  readonly secret: Uint8Array;
  readonly sealed: SealedWindow;
  readonly secretPlace: BlockPlace;
}

function checkTree({ suite }: PayloadTask, one: OneTree): Finding[] {
  const { root, sealedCrc } = one.table.tree(one.tree);
  const sealed = one.sealed.read(one.tree);
  const from = one.place.offset + one.table.sealedOffset(one.tree);
  if (crc32c(sealed) !== sealedCrc) {
    return [damaged(one.place.path, from, `event ${one.id}: expected its sealed bytes, got changed ones`)];
  }
  const fault = faultOf(suite, logTree(root, sealed, one.secret));
  if (fault === null) return [];
  if (fault === "root") {
    return [
      damaged(one.place.path, from, `event ${one.id}: expected an event of the signed root under the seal`),
    ];
  }
  const { path, offset } = one.secretPlace;
  return [damaged(path, offset, `event ${one.id}: expected the secret that opens its seal, got another`)];
}

/** Returns the file and offset of a tree's secret. */
export function placeOfSecret(dir: string, tree: number): BlockPlace {
  const path = join(dir, "secrets", payloadName(Math.floor(tree / secretsPerSegment)));
  return { path, offset: (tree % secretsPerSegment) * secretBytes };
}

/** Reads joined secrets, or reports where they end: what is missing must not pass for erased. */
function readSecrets({ reads, dir }: PayloadTask, tree: number, count: number): Uint8Array | Finding {
  const secrets = new Uint8Array(count * secretBytes);
  for (let done = 0; done < count; ) {
    const { path, offset } = placeOfSecret(dir, tree + done);
    const length =
      Math.min(count - done, secretsPerSegment - ((tree + done) % secretsPerSegment)) * secretBytes;
    const part = partOrNothing(reads, { path, length, offset });
    if (part.length < length) {
      const whole = part.length - (part.length % secretBytes);
      const missing = tree + done + whole / secretBytes;
      return damaged(path, offset + whole, `expected the secret of tree ${missing}, got the end of the file`);
    }
    secrets.set(part, done * secretBytes);
    done += length / secretBytes;
  }
  return secrets;
}

function partOrNothing(
  reads: PlainReads,
  { path, length, offset }: { path: string; length: number; offset: number },
): Uint8Array {
  try {
    return reads.part(path, length, offset);
  } catch (error) {
    if (isAbsent(error)) return new Uint8Array();
    throw error;
  }
}

const windowBytes = 1 << 20;

/** Sealed trees of one block, read in order, about a megabyte at a time. */
class SealedWindow {
  readonly #reads: PlainReads;
  readonly #table: BlockTable;
  readonly #place: BlockPlace;
  #from = 0;
  #bytes: Uint8Array = new Uint8Array();

  constructor(reads: PlainReads, table: BlockTable, place: BlockPlace) {
    this.#reads = reads;
    this.#table = table;
    this.#place = place;
  }

  read(tree: number): Uint8Array {
    const [from, to] = [this.#table.sealedOffset(tree), this.#table.sealedOffset(tree + 1)];
    if (to > this.#from + this.#bytes.length) {
      const length = Math.min(this.#table.header.length - from, Math.max(windowBytes, to - from));
      this.#bytes = this.#reads.part(this.#place.path, length, this.#place.offset + from);
      this.#from = from;
    }
    return this.#bytes.subarray(from - this.#from, to - this.#from);
  }
}
