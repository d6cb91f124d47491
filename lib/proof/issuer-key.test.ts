import { describe, expect, it } from "vitest";
import { toBase64Url } from "@/lib/bytes";
import { formatTlogProof } from "@/lib/note/tlog-proof";
import { statementTypes } from "@/lib/statement/statement";
import type { ProofBundle } from "./bundle";
import { harvest, shipment } from "./testing/events";
import { keyText, parties, SmallLog } from "./testing/small-log";
import { twoMembers, verify, withIssuer } from "./testing/two-members";

const { farm, carrier } = parties;
const refusedAt = (step: string, message: RegExp) => ({
  code: "verification",
  step,
  message: expect.stringMatching(message),
});

describe("the key of a statement", () => {
  it("may be revoked later", async () => {
    const { log, trust, harvested } = twoMembers();
    const kid = toBase64Url(farm.signer.kid);
    log.decide({ type: "key.revoked", iss: farm.iss, kid });
    const bundle = log.bundle(harvested, { stateIndex: log.state() });
    expect(bundle.issuer.leaf.to).toBe(log.entries.length - 1);
    await verify(bundle, trust);
  });

  it("must not have been revoked before", async () => {
    const { log, trust } = twoMembers();
    log.decide({ type: "key.revoked", iss: farm.iss, kid: toBase64Url(farm.signer.kid) });
    const index = log.capture(farm, [shipment], { isForced: true });
    await expect(verify(log.bundle(index, { stateIndex: log.state() }), trust)).rejects.toMatchObject(
      refusedAt(
        "key validity",
        /^key: expected one valid at entry \d+, got one valid from \d+ to before \d+$/,
      ),
    );
  });

  it("must have been added before", async () => {
    const log = new SmallLog();
    log.decide({ type: "member.admitted", iss: farm.iss, roles: ["manufacturer"] });
    const index = log.capture(farm, [shipment], { isForced: true });
    log.decide({ type: "key.added", iss: farm.iss, key: keyText(farm.signer) });
    const stateIndex = log.state();
    const trust = { origin: log.origin, logVkey: log.vkey };
    await expect(verify(log.bundle(index, { stateIndex }), trust)).rejects.toMatchObject(
      refusedAt("key validity", /^key: expected one valid at entry 2, got one valid from 4 on$/),
    );
  });

  it("is vouched for as of the state given: an older one is accepted, and said to be older", async () => {
    const { log, trust, state } = twoMembers();
    const index = log.capture(farm, [shipment]);
    const verified = await verify(log.bundle(index, { stateIndex: state }), trust);
    expect(verified.keyAsOf).toBe(state);
    expect(verified.keyAsOf).toBeLessThan(verified.index);
  });

  it("must be in the state: no leaf can be altered or stand for another key", async () => {
    const { log, trust, harvested, shipped, state } = twoMembers();
    const bundle = log.bundle(harvested, { stateIndex: state });
    const { issuer } = log.bundle(shipped, { stateIndex: state });
    const { leaf } = bundle.issuer;
    const others = { leaf: issuer.leaf, index: issuer.index, path: issuer.path };
    const changes: [Partial<ProofBundle["issuer"]>, RegExp][] = [
      [others, /^leaf: expected the key/],
      [{ leaf: { ...leaf, iss: carrier.iss } }, /^root: /],
      [{ leaf: { ...leaf, from: 0 } }, /^root: /],
      [{ leaf: { ...leaf, to: 9 } }, /^root: /],
      [{ leaf: { ...leaf, roles: ["operator"] } }, /^root: /],
      [{ leaf: { ...leaf, roles: [...leaf.roles, ...leaf.roles] } }, /^root: /],
      [{ index: issuer.index }, /^(root|path|index): /],
      [{ path: issuer.path }, /^root: /],
      [{ path: bundle.issuer.path.slice(1) }, /^path: /],
    ];
    for (const [change, message] of changes) {
      await expect(verify(withIssuer(bundle, change), trust)).rejects.toMatchObject(
        refusedAt("key validity", message),
      );
    }
  });

  it("must be shown by a state of the log itself", async () => {
    const { log, trust, harvested, state } = twoMembers();
    const bundle = log.bundle(harvested, { stateIndex: state });
    const root = log.membership.stateRoot();
    const forgeries = [
      log.sign(farm, statementTypes.membershipState, root),
      log.sign({ iss: log.log.iss, signer: farm.signer }, statementTypes.membershipState, root),
      log.sign({ iss: farm.iss, signer: log.signer }, statementTypes.membershipState, root),
      log.sign(log.log, statementTypes.membershipState, root, { sub: "other.example/log" }),
      log.sign(log.log, statementTypes.record, root),
    ];
    for (const statement of forgeries) {
      const index = log.force(statement);
      const forged = withIssuer(bundle, {
        statement: toBase64Url(statement),
        proof: formatTlogProof(log.proofOf(index)),
      });
      await expect(verify(forged, trust)).rejects.toMatchObject({
        code: "verification",
        step: "key validity",
      });
    }
  });

  it("must be shown by a state that is in the log", async () => {
    const { log, trust, harvested, state } = twoMembers();
    const bundle = log.bundle(harvested, { stateIndex: state });
    const elsewhere = toBase64Url(
      log.sign(log.log, statementTypes.membershipState, log.membership.stateRoot()),
    );
    await expect(verify(withIssuer(bundle, { statement: elsewhere }), trust)).rejects.toMatchObject(
      refusedAt("key validity", /^root: /),
    );
    const proof = formatTlogProof({ ...log.proofOf(state), index: harvested });
    await expect(verify(withIssuer(bundle, { proof }), trust)).rejects.toMatchObject({
      step: "key validity",
    });
  });

  it("must be shown under a checkpoint of the same log that the log signed, even if it is another one", async () => {
    const { log, trust, harvested, state } = twoMembers();
    const size = log.entries.length;
    log.capture(farm, [shipment]);
    const bundle = log.bundle(harvested, { stateIndex: state, size });
    const later = log.proofOf(state);
    await verify(withIssuer(bundle, { proof: formatTlogProof(later) }), trust);
    const unsigned = later.checkpoint.replace("— log.example/suyuan", "— log.example/other");
    const proof = formatTlogProof({ ...later, checkpoint: unsigned });
    await expect(verify(withIssuer(bundle, { proof }), trust)).rejects.toMatchObject(
      refusedAt("key validity", /expected a signature/),
    );
  });

  it("is not shown by a log that signs two roots for one size", async () => {
    const { log, trust, harvested, state } = twoMembers();
    const bundle = log.bundle(harvested, { stateIndex: state });
    const fork = new SmallLog();
    fork.join(farm, "manufacturer");
    fork.join(carrier, "carrier");
    fork.capture(carrier, [shipment]);
    fork.capture(farm, [harvest]);
    const forkState = fork.state();
    const forked = withIssuer(bundle, {
      statement: toBase64Url(fork.entries[forkState] ?? new Uint8Array()),
      proof: formatTlogProof(fork.proofOf(forkState)),
    });
    await expect(verify(forked, trust)).rejects.toMatchObject(
      refusedAt("key validity", /^checkpoints: expected one root at size 8, got two$/),
    );
  });
});
