/** Sigstore's own client library, from npm: its Merkle inclusion and its reading of checkpoints. */
import { LogCheckpoint } from "@sigstore/verify/dist/tlog/checkpoint.js";
import { verifyMerkleInclusion } from "@sigstore/verify/dist/tlog/merkle.js";
import type { InteropContext, Judge, ServedLog } from "./judge";
import { someIndexes } from "./samples";

async function judgeLog(context: InteropContext, { name, ledger }: ServedLog): Promise<void> {
  const { size, rootHash, note } = ledger.published();
  // What Sigstore calls the header: the note's text, with its last line feed.
  const checkpoint = LogCheckpoint.fromString(note.slice(0, note.indexOf("\n\n") + 1));
  await context.check(`${name}: reads the checkpoint of ${size} as it is meant`, async () => {
    const isSame = checkpoint.origin === ledger.origin && checkpoint.logSize === BigInt(size);
    if (!isSame || !checkpoint.logHash.equals(rootHash)) throw new Error(JSON.stringify(checkpoint));
  });
  const indexes = someIndexes(size);
  await context.check(
    `${name}: accepts ${indexes.length} inclusion proofs, and none with a bit changed`,
    async () => {
      for (const index of indexes) {
        const hashes = (await ledger.inclusionProof(index, size)).map((hash) => Buffer.from(hash));
        const canonicalizedBody = Buffer.from((await ledger.entry(index)).statement);
        const verify = (proof: { logIndex: string; hashes: Buffer[] }) =>
          verifyMerkleInclusion(
            { inclusionProof: proof, canonicalizedBody } as unknown as Parameters<
              typeof verifyMerkleInclusion
            >[0],
            checkpoint,
          );
        verify({ logIndex: String(index), hashes });
        const at = index % hashes.length;
        const changed = hashes.map((hash, i) => (i === at ? turned(hash, index % 256) : hash));
        mustRefuse(
          () => verify({ logIndex: String(index), hashes: changed }),
          `a changed path of entry ${index}`,
        );
        const other = (index + 1) % size;
        mustRefuse(() => verify({ logIndex: String(other), hashes }), `entry ${index} as ${other}`);
      }
    },
  );
}

function turned(hash: Buffer, bit: number): Buffer {
  const copy = Buffer.from(hash);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

function mustRefuse(verify: () => void, what: string): void {
  try {
    verify();
  } catch {
    return;
  }
  throw new Error(`${what} was accepted`);
}

export const judge: Judge = {
  name: "@sigstore/verify",
  needs: "nothing",
  async run(context) {
    for (const log of context.logs) await judgeLog(context, log);
  },
};
