/** Witnesses for tests of the log: real ones of ours, and servers that answer what they are told to. */
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Policy, parsePolicy } from "@/lib/note/policy";
import { formatVkey, makeVkey, type Vkey } from "@/lib/note/vkey";
import { type RunningWitness, startWitness } from "@/server/witness/start-witness";
import { logSigner, origin } from "./world";

/** The verifier key of the world's log. */
export const logVkey = makeVkey(origin, 1, logSigner.key.bytes);

/** Starts a witness of ours for the world's log, or another; a port given again is the same witness's after a restart. */
export function ownWitness(
  dir: string,
  name: string,
  port = 0,
  hasMlDsa = false,
  log = logVkey,
): Promise<RunningWitness> {
  const logs = [log];
  return startWitness({ dir: join(dir, name), host: "127.0.0.1", port, name, logs, hasMlDsa });
}

/** A witness of a policy, as far as the policy needs it. */
export interface Listed {
  readonly name: string;
  readonly vkey: Vkey;
  readonly port: number;
}

/** Lists the keys of a running witness under its name, and `<name>-pq` for the second. */
export function listed({ witness, port }: RunningWitness): Listed[] {
  return witness.vkeys.map((vkey) => ({ name: vkey.type === 6 ? `${vkey.name}-pq` : vkey.name, vkey, port }));
}

/** Makes a policy that asks for `rule` (all, any, k) of some witnesses. */
export function policyOf(rule: string, witnesses: readonly Listed[]): Policy {
  const lines = witnesses.map(
    ({ name, vkey, port }) => `witness ${name} ${formatVkey(vkey)} http://127.0.0.1:${port}`,
  );
  const names = witnesses.map(({ name }) => name).join(" ");
  return parsePolicy([...lines, `group g ${rule} ${names}`, "quorum g", ""].join("\n"));
}

/** Starts a server that answers as it is told. */
export async function fakeWitness(listener: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port };
}
