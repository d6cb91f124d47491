/**
 * Every single-bit change of a bundle is refused. Here and not beside lib/proof, because node:crypto makes trying every
 * bit affordable.
 */
import { describe, expect, it } from "vitest";
import { fromBase64Url, toHex } from "@/lib/bytes";
import type { CryptoSuite } from "@/lib/crypto/suite";
import type { DomainError } from "@/lib/errors";
import { parseJson } from "@/lib/json";
import { parsePolicy } from "@/lib/note/policy";
import { formatVkey } from "@/lib/note/vkey";
import { type ProofBundle, parseBundle } from "@/lib/proof/bundle";
import { proofSteps } from "@/lib/proof/steps";
import { shipment } from "@/lib/proof/testing/events";
import { flippedBytes, flippedTexts } from "@/lib/proof/testing/flips";
import { ed25519Signer, p256Signer, testWitness } from "@/lib/proof/testing/signers";
import { type Party, parties, SmallLog } from "@/lib/proof/testing/small-log";
import type { TrustRoots } from "@/lib/proof/trust";
import { verifyBundle } from "@/lib/proof/verify";
import { decodeStatement, verifyStatement } from "@/lib/statement/statement";
import { nodeSuite } from "@/server/crypto/node-suite";

/** A bundle of one small event, some fields shown, cosigned by one witness of a policy that asks for it. */
function smallBundle(party: Party): { bundle: ProofBundle; trust: TrustRoots } {
  const log = new SmallLog();
  log.join(party, "manufacturer");
  const index = log.capture(party, [shipment]);
  const stateIndex = log.state();
  const witness = testWitness("w.example", 21);
  const policy = parsePolicy(`witness W ${formatVkey(witness.vkey)}\nquorum W\n`);
  const isDisclosed = (pointer: string) => pointer !== "/bizStep";
  return {
    bundle: log.bundle(index, { stateIndex, isDisclosed, witnesses: [witness] }),
    trust: { origin: log.origin, logVkey: log.vkey, policy },
  };
}

/** The suite of the server, asked once for each signature: most flips leave most signatures as they are. */
function rememberingSuite(): CryptoSuite {
  const verdicts = new Map<string, boolean>();
  return {
    ...nodeSuite,
    verify(key, message, signature) {
      const question = [key.bytes, message, signature].map(toHex).join();
      const verdict = verdicts.get(question) ?? nodeSuite.verify(key, message, signature);
      verdicts.set(question, verdict);
      return verdict;
    },
  };
}

/** Verifies the text of a bundle and returns the name of what refused it: a step, or "parse". */
async function refusalOf(suite: CryptoSuite, text: string, trust: TrustRoots): Promise<string> {
  let bundle: ProofBundle;
  try {
    bundle = parseBundle(parseJson(text));
  } catch (error) {
    const { code } = error as DomainError;
    return code === "malformed" || code === "unsupported" ? "parse" : `a crash: ${error}`;
  }
  return verifyBundle(suite, bundle, trust).then(
    () => "accepted",
    (error) => (error.code === "verification" ? error.step : `a crash: ${error}`),
  );
}

describe("a bundle with one bit changed", () => {
  it.each([
    ["every bit, Ed25519", parties.farm, 1],
    ["every eleventh bit, ESP256", { iss: parties.farm.iss, signer: p256Signer(3) }, 11],
  ])("is refused by a named step: %s", { timeout: 300_000 }, async (_, party, step) => {
    const { bundle, trust } = smallBundle(party);
    const text = JSON.stringify(bundle);
    const suite = rememberingSuite();
    expect(await refusalOf(suite, text, trust)).toBe("accepted");
    const counts = new Map<string, number>();
    const accepted: string[] = [];
    for (const { bit, text: flipped } of flippedTexts(text, step)) {
      const refusal = await refusalOf(suite, flipped, trust);
      counts.set(refusal, (counts.get(refusal) ?? 0) + 1);
      if (refusal === "accepted") accepted.push(text.slice((bit >> 3) - 7, (bit >> 3) + 1));
    }
    // The size of the state's tree is bound by the shape of the path only: some other sizes give the same path.
    expect(accepted.filter((place) => !place.startsWith('"size":'))).toEqual([]);
    counts.delete("accepted");
    const silent = ["event root", "leaf hash"]; // no single bit of this bundle reaches these
    expect([...counts.keys()].sort()).toEqual(
      [...proofSteps.filter((each) => !silent.includes(each)), "parse"].sort(),
    );
  });

  it.each([
    ["Ed25519", ed25519Signer(2)],
    ["ESP256", p256Signer(3)],
  ])("and a statement alone too: %s", { timeout: 60_000 }, async (_, signer) => {
    const { bundle } = smallBundle({ iss: parties.farm.iss, signer });
    const statement = fromBase64Url(bundle.statement);
    await verifyStatement(nodeSuite, decodeStatement(statement), signer.key);
    for (const { bit, bytes } of flippedBytes(statement)) {
      const verdict = async () => verifyStatement(nodeSuite, decodeStatement(bytes), signer.key);
      await expect(verdict(), `bit ${bit}`).rejects.toMatchObject({
        code: expect.stringMatching(/^(malformed|unsupported|verification)$/),
      });
    }
  });
});
