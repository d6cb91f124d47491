import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { concatBytes, toHex } from "@/lib/bytes";
import { decodeStatement, encodeStatement, statementToSign, statementTypes } from "@/lib/statement/statement";
import type { Admitted, Ledger, Submission } from "./ledger";
import {
  admitMaker,
  capture,
  decision,
  event,
  logSigner,
  maker,
  openWorld,
  origin,
  seededSigner,
  smallSettings,
  temporaryFolder,
  treeOf,
} from "./testing/world";

let dir = "";
let remove = async () => {};
let ledger: Ledger;
beforeEach(async () => {
  ({ dir, remove } = await temporaryFolder());
  ledger = await openWorld(dir);
  await admitMaker(ledger);
});
afterEach(async () => {
  await ledger.close();
  await remove();
});

/** The manufacturer's own statement over one event. */
async function ownStatement(seq: number, n: number): Promise<Extract<Submission, { kind: "signed" }>> {
  const { payload, trees } = capture(n);
  const header = {
    alg: maker.signer.key.alg,
    kid: maker.signer.kid,
    iss: maker.iss,
    sub: origin,
    iat: 1_790_000_000,
    typ: statementTypes.capture,
    seq,
  };
  const { protectedBytes, message } = statementToSign(header, payload);
  return {
    kind: "signed",
    statement: encodeStatement(protectedBytes, payload, await maker.signer.sign(message)),
    trees,
  };
}

/** A receipt in a form that tells nothing of which kind of byte array it came in. */
function inHex({ batch, leafHash, statement, ...rest }: Admitted) {
  const leafHashes = batch.leafHashes.map(toHex);
  return { ...rest, leafHash: toHex(leafHash), statement: toHex(statement), batch: { ...batch, leafHashes } };
}

test("the same signed bytes again give the old receipt, at once, in one batch, later and from a tile", async () => {
  const submission = await ownStatement(0, 1);
  const [first, second] = await Promise.all([ledger.append(submission), ledger.append(submission)]);
  expect(second).toEqual(first);
  await Promise.all(Array.from({ length: 600 }, (_, n) => ledger.append(capture(n))));
  const size = ledger.head().size;
  const late = await ledger.append(submission);
  expect(inHex(late)).toEqual(inHex(first));
  expect(ledger.head().size).toBe(size);
});

test("another statement under a used seq, or one ahead, is a conflict that tells the next seq", async () => {
  await ledger.append(await ownStatement(0, 1));
  for (const seq of [0, 2]) {
    await expect(ledger.append(await ownStatement(seq, 2))).rejects.toMatchObject({
      code: "conflict",
      details: { next: 1 },
    });
  }
  expect((await ledger.append(await ownStatement(1, 2))).leafIndex).toBe(7);
});

test("a signature that does not hold is refused, also on a seq that was used, and takes no index", async () => {
  const { size } = ledger.head();
  const good = await ownStatement(0, 1);
  const statement = concatBytes(good.statement);
  statement[statement.length - 1] = (statement.at(-1) ?? 0) ^ 1;
  await expect(ledger.append({ ...good, statement })).rejects.toMatchObject({
    code: "forbidden",
    path: "signature",
  });
  await ledger.append(good);
  await expect(ledger.append({ ...good, statement })).rejects.toMatchObject({
    code: "forbidden",
    path: "signature",
  });
  expect(ledger.head().size).toBe(size + 1);
});

test("a stranger, a suspended member, a wrong role and a borrowed key are refused before anything is signed", async () => {
  const stranger = seededSigner(9);
  let signatures = 0;
  const watched = {
    ...stranger,
    sign: () => {
      signatures++;
      return new Uint8Array(64);
    },
  };
  const refusals: [Submission, string][] = [
    [{ ...capture(1), signer: watched }, "forbidden"],
    [{ ...capture(1), signer: { ...watched, kid: maker.signer.kid } }, "forbidden"],
    [{ ...capture(1), iss: "https://other.example" }, "forbidden"],
    [
      {
        ...decision({ type: "member.suspended", iss: maker.iss }),
        signer: maker.signer,
        iss: maker.iss,
      } as Submission,
      "forbidden",
    ],
    [{ ...capture(1), typ: "text/plain" }, "unsupported"],
  ];
  const { size } = ledger.head();
  for (const [submission, code] of refusals)
    await expect(ledger.append(submission)).rejects.toMatchObject({ code });
  await ledger.append(decision({ type: "member.suspended", iss: maker.iss }));
  await expect(ledger.append(capture(1))).rejects.toMatchObject({ code: "forbidden" });
  expect(signatures).toBe(0);
  expect(ledger.head().size).toBe(size + 2);
});

test("trees that are not those of the payload, a zero secret and a submission beyond the bound are refused", async () => {
  const other = treeOf(event(7));
  const zero = { ...other, secret: new Uint8Array(32) };
  const large = { ...other, sealed: randomBytes(smallSettings.submissionBytesMax) };
  for (const [trees, code] of [
    [[], "malformed"],
    [[other], "malformed"],
    [[zero], "malformed"],
    [[large], "too_large"],
  ] as const) {
    await expect(ledger.append({ ...capture(1), trees })).rejects.toMatchObject({ code });
  }
});

test("one refusal in a batch takes nothing from the others", async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 30 }, (_, n) =>
      ledger.append(n % 3 === 0 ? { ...capture(n), trees: [] } : capture(n)),
    ),
  );
  const indexes = outcomes.flatMap((outcome) =>
    outcome.status === "fulfilled" ? [outcome.value.leafIndex] : [],
  );
  expect(indexes).toEqual(Array.from({ length: 20 }, (_, i) => 6 + i));
});

test("a submission larger than a batch and than a segment is one batch in a segment of its own", async () => {
  await ledger.close();
  ledger = await openWorld(dir, { settings: { ...smallSettings, submissionBytesMax: 1 << 20 } });
  const events = Array.from({ length: 300 }, (_, n) => n);
  const { leafIndex } = await ledger.append(capture(...events));
  const after = await ledger.append(capture(1));
  expect(after.leafIndex).toBe(leafIndex + 1);
  await ledger.close();
  ledger = await openWorld(dir);
  const { trees } = await ledger.entry(leafIndex);
  expect(trees.map((tree) => ledger.openTree(tree))).toEqual(events.map(event));
});

test("the log's clock never goes back, and a membership state is due an hour after the last while the log grows", async () => {
  await ledger.close();
  let now = Date.now() + 10_000;
  ledger = await openWorld(dir, { now: () => now });
  const first = await ledger.append(capture(1));
  now -= 5_000;
  const second = await ledger.append(capture(2));
  expect(second.recordTimeMs).toBe(first.recordTimeMs);
  now += 3_600_000 + 5_000;
  const third = await ledger.append(capture(3));
  const state = await ledger.entry(third.leafIndex + 1);
  const { header, payload } = decodeStatement(state.statement);
  expect(header.typ).toBe(statementTypes.membershipState);
  expect(toHex(header.kid)).toBe(toHex(logSigner.kid));
  expect(toHex(payload)).toBe(toHex(ledger.membership().stateRoot()));
  const fourth = await ledger.append(capture(4));
  expect(fourth.leafIndex).toBe(third.leafIndex + 2);
  expect(ledger.head().size).toBe(fourth.leafIndex + 1);
});
