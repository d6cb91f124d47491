/**
 * Litewitness (torchwood), unmodified, as the witness of a log of ours: cosigned and final over tlog-witness, through
 * restarts of either, and refused where it must refuse. The policy and the cosigned checkpoints are read by torchwood too.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { formatAddCheckpoint } from "@/lib/note/add-checkpoint";
import { formatPolicy, type Policy, parsePolicy } from "@/lib/note/policy";
import { formatVkey } from "@/lib/note/vkey";
import { openMlDsaCosigner } from "@/server/keystore/cosigner";
import type { Ledger } from "@/server/ledger/ledger";
import { logVkey } from "@/server/ledger/testing/witnesses";
import { admitMaker, capture, openWorld, origin, smallSettings } from "@/server/ledger/testing/world";
import { startWitness } from "@/server/witness/start-witness";
import { ForkedLog } from "@/server/witness/testing/forked-log";
import { freePort } from "./free-port";
import type { InteropContext, Judge } from "./judge";
import { runTool } from "./run-tool";

/** A program of somebody else's that runs until it is stopped. */
interface Running {
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

function start({ closers }: InteropContext, path: string, args: readonly string[]): Running {
  const child = spawn(path, args, { stdio: "ignore" });
  const ended = once(child, "exit");
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await ended;
  };
  closers.push(path, stop);
  return { child, stop };
}

/** An ssh-agent with a key of its own, which litewitness signs with. @returns its socket and the key's fingerprint */
async function startAgent(context: InteropContext): Promise<{ socket: string; fingerprint: string }> {
  const [socket, key] = [join(context.folder, "agent"), join(context.folder, "key")];
  start(context, "ssh-agent", ["-D", "-a", socket]);
  await runTool("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
  await sleep(200);
  const { code, stderr } = await runTool("env", [`SSH_AUTH_SOCK=${socket}`, "ssh-add", "-q", key]);
  if (code !== 0) throw new Error(`ssh-add: ${stderr}`);
  const { stdout } = await runTool("ssh-keygen", ["-lf", `${key}.pub`]);
  return { socket, fingerprint: stdout.split(" ")[1] ?? "" };
}

interface Litewitness {
  readonly url: string;
  readonly vkey: string;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

async function startLitewitness(context: InteropContext, logs: readonly string[]): Promise<Litewitness> {
  const { socket, fingerprint } = await startAgent(context);
  const address = `127.0.0.1:${await freePort()}`;
  const db = join(context.folder, "litewitness.db");
  const flags = ["-name", "witness.example/lite", "-db", db, "-ssh-agent", socket, "-key", fingerprint];
  const run = async () => {
    const running = start(context, context.tool("litewitness"), [...flags, "-listen", address]);
    for (let i = 0; i < 100; i++) {
      const page = await fetch(`http://${address}/`).then(
        (answer) => answer.text(),
        () => "",
      );
      if (page !== "") return { running, page };
      await sleep(50);
    }
    throw new Error("litewitness does not answer");
  };
  let { running, page } = await run();
  for (const key of logs) {
    const { code, stderr } = await runTool(context.tool("litewitness-log"), ["-db", db, "-key", key]);
    if (code !== 0) throw new Error(stderr);
  }
  const [vkey = ""] = /witness\.example\/lite\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+/.exec(decoded(page)) ?? [];
  return {
    url: `http://${address}`,
    vkey,
    stop: () => running.stop(),
    async restart() {
      await running.stop();
      ({ running, page } = await run());
    },
  };
}

/** Undoes what HTML escapes of a key. */
function decoded(page: string): string {
  return page.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

async function post(
  witness: Litewitness,
  body: string,
): Promise<{ status: number; type: string; body: string }> {
  const answer = await fetch(`${witness.url}/add-checkpoint`, { method: "POST", body });
  return { status: answer.status, type: answer.headers.get("content-type") ?? "", body: await answer.text() };
}

function expectAnswer(got: object, expected: object): void {
  for (const [name, value] of Object.entries(expected)) {
    const found = (got as Record<string, unknown>)[name];
    if (found !== value)
      throw new Error(`${name}: expected ${JSON.stringify(value)}, got ${JSON.stringify(got)}`);
  }
}

/** What litewitness answers to requests of this project's making. */
async function judgeAnswers(context: InteropContext, witness: Litewitness, log: ForkedLog): Promise<void> {
  const { check } = context;
  await check("200: a first checkpoint, and one that extends it", async () => {
    expectAnswer(await post(witness, await log.request(0, 0, 9)), { status: 200 });
    expectAnswer(await post(witness, await log.request(0, 9, 30)), { status: 200 });
  });
  await check("409 text/x.tlog.size: a stale old size", async () => {
    const stale = { status: 409, type: "text/x.tlog.size", body: "30\n" };
    expectAnswer(await post(witness, await log.request(0, 9, 40)), stale);
  });
  await check("422: a proof along another history", async () => {
    expectAnswer(await post(witness, await log.request(1, 30, 40)), { status: 422 });
  });
  await check("404: an origin it does not know", async () => {
    const stranger = new ForkedLog("unknown.example/log", 5);
    expectAnswer(await post(witness, await stranger.request(0, 0, 5)), { status: 404 });
  });
  await check("403: the right origin, another key", async () => {
    const note = await new ForkedLog(log.origin, 20, 99).note(0, 40);
    expectAnswer(await post(witness, formatAddCheckpoint({ oldSize: 30, proof: [], note })), { status: 403 });
  });
}

async function grown(ledger: Ledger, count: number): Promise<void> {
  const from = ledger.head().size;
  await Promise.all(Array.from({ length: count }, (_, n) => ledger.append(capture(from + n))));
  const late = sleep(20_000).then(() => {
    throw new Error(`not final: ${JSON.stringify(ledger.witnessing())}`);
  });
  await Promise.race([ledger.whenFinal(ledger.head().size - 1), late]);
}

/** torchwood reads our policy file and verifies the final checkpoint under it. */
async function requireTorchwoodAgrees(
  context: InteropContext,
  ledger: Ledger,
  mlDsa: string[] = [],
): Promise<void> {
  const path = join(context.folder, "policy");
  const isEd25519 = ({ vkey }: { vkey: { type: number } }) => vkey.type !== 6;
  const policy = ledger.policy();
  const classic = {
    ...policy,
    logs: policy.logs.filter(isEd25519),
    witnesses: policy.witnesses.filter(isEd25519).map(({ name, vkey }) => ({ name, vkey })),
  };
  const names = new Set(classic.witnesses.map(({ name }) => name));
  const groups = policy.groups.map((group) => {
    const members = group.members.filter((member) => names.has(member));
    return { ...group, members, threshold: Math.min(group.threshold, members.length) };
  });
  writeFileSync(path, formatPolicy({ ...classic, groups }));
  const final = ledger.final();
  const args = [`-policy=${path}`, `-ml-dsa=${mlDsa.join(",")}`];
  const said = await runTool(context.tool("cosigned"), args, { input: final?.note ?? "" });
  const lines = said.stdout.trim().split("\n");
  if (said.code !== 0 || lines.at(-1) !== String(final?.size) || lines.length !== mlDsa.length + 1) {
    throw new Error(said.stderr || said.stdout);
  }
}

function policyOf(witness: Litewitness, more = ""): Policy {
  const lines = [
    `witness lite ${witness.vkey} ${witness.url}`,
    more,
    `group all-of-them all lite${more && " own own-pq"}`,
  ];
  return parsePolicy(`${lines.filter((line) => line !== "").join("\n")}\nquorum all-of-them\n`);
}

/** A log of ours becomes final by litewitness's cosignature, whoever is restarted. */
async function judgeLog(context: InteropContext, witness: Litewitness): Promise<void> {
  const dir = join(context.folder, "log");
  const settings = { ...smallSettings, witnessTimeoutMs: 2000 };
  const cosigner = await openMlDsaCosigner(join(context.folder, "log.ml-dsa-44"), origin);
  let ledger = await openWorld(dir, { settings, policy: policyOf(witness), cosigner });
  context.closers.push("the witnessed log", () => ledger.close());
  await context.check("a log of ours, signed with ML-DSA-44 too, is final by its cosignature", async () => {
    await admitMaker(ledger);
    await grown(ledger, 300);
    await requireTorchwoodAgrees(context, ledger, [formatVkey(cosigner.vkey)]);
  });
  await context.check("it is restarted while the log grows, and the log becomes final again", async () => {
    await witness.stop();
    await Promise.all(Array.from({ length: 50 }, (_, n) => ledger.append(capture(n))));
    await ledger.whenPublished(ledger.head().size - 1);
    await witness.restart();
    await grown(ledger, 50);
  });
  await context.check("the log is restarted, asks it for its size, and goes on", async () => {
    const { size } = ledger.head();
    await ledger.close();
    ledger = await openWorld(dir, { settings, policy: policyOf(witness), cosigner });
    if ((ledger.final()?.size ?? 0) < size) throw new Error("what was final is final no more");
    await grown(ledger, 50);
  });
  await context.check(
    "beside a witness of ours with both kinds of key, torchwood and mldsa verify all three",
    async () => {
      await ledger.close();
      const own = await startWitness({
        ...{ dir: join(context.folder, "own"), host: "127.0.0.1", port: 0, name: "witness.example/own" },
        ...{ logs: [logVkey], hasMlDsa: true },
      });
      context.closers.push("our witness", () => own.close());
      const [first, second] = own.witness.vkeys.map(formatVkey);
      const url = `http://127.0.0.1:${own.port}`;
      const more = `witness own ${first} ${url}\nwitness own-pq ${second} ${url}`;
      ledger = await openWorld(dir, { settings, policy: policyOf(witness, more), cosigner });
      await grown(ledger, 20);
      await requireTorchwoodAgrees(context, ledger, [formatVkey(cosigner.vkey), second ?? ""]);
    },
  );
}

export const judge: Judge = {
  name: "litewitness",
  needs: "go",
  async run(context) {
    const log = new ForkedLog("forked.example/log", 20);
    const witness = await startLitewitness(context, [formatVkey(log.vkey), formatVkey(logVkey)]);
    await judgeAnswers(context, witness, log);
    await judgeLog(context, witness);
  },
};
