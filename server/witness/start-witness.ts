/** Starts a witness in a folder of its own: lock, state, keys, port. */
import { writeSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { toHex } from "@/lib/bytes";
import { DomainError } from "@/lib/errors";
import { isKeyName, type Vkey } from "@/lib/note/vkey";
import { type Cosigner, ed25519Cosigner, openMlDsaCosigner } from "@/server/keystore/cosigner";
import { openFileKeystore } from "@/server/keystore/file-keystore";
import type { Files } from "@/server/ledger/files";
import { lockFolder } from "@/server/ledger/lock";
import { nodeFiles } from "@/server/ledger/node-files";
import { Witness } from "./witness";
import { witnessServer } from "./witness-http";
import { WitnessState } from "./witness-state";

export interface WitnessOptions {
  /** The witness's own folder; made when absent. */
  readonly dir: string;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Its name, a URL without scheme; frozen at the first start. */
  readonly name: string;
  readonly logs: readonly Vkey[];
  /** Whether it cosigns with ML-DSA-44 too. */
  readonly hasMlDsa: boolean;
  readonly files?: Files;
  readonly fatal?: (error: unknown) => never;
}

export interface RunningWitness {
  readonly port: number;
  readonly witness: Witness;
  close(): Promise<void>;
}

/**
 * Starts a witness. The state is made before the key: a key without a state has lost it, and must not sign again.
 * @throws DomainError malformed on a state that is lost or changed; unavailable when another process has the folder
 */
export async function startWitness(options: WitnessOptions): Promise<RunningWitness> {
  const { dir, name, host, port, logs, files = nodeFiles, fatal = abort } = options;
  if (!isKeyName(name)) throw new DomainError("malformed", `name: expected one without spaces and plus`);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(dir);
  try {
    const state = await openState(files, dir, name);
    const cosigners = await openCosigners(dir, state.name, options.hasMlDsa);
    const now = () => Math.floor(Date.now() / 1000);
    const witness = new Witness({ logs, cosigners, state, now, fatal });
    const server = witnessServer(witness);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, resolve);
    });
    const close = async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await lock.release();
    };
    return { port: (server.address() as AddressInfo).port, witness, close };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openState(files: Files, dir: string, name: string): Promise<WitnessState> {
  const state = await WitnessState.open(files, dir);
  if (state !== null) return state;
  const keystore = await openFileKeystore(join(dir, "keys"));
  if ((await keystore.list()).length > 0) {
    const found = `${join(dir, "state")}: expected the state beside the keys of this witness, got none`;
    throw new DomainError("malformed", `${found}; a witness that has lost it must not cosign again`);
  }
  return WitnessState.create(files, dir, name);
}

async function openCosigners(dir: string, name: string, hasMlDsa: boolean): Promise<Cosigner[]> {
  const folder = join(dir, "keys");
  const keystore = await openFileKeystore(folder);
  const [listed] = await keystore.list();
  const signer =
    listed === undefined ? await keystore.create("witness") : await keystore.signer(toHex(listed.kid));
  const cosigners = [ed25519Cosigner(name, signer)];
  if (hasMlDsa) cosigners.push(await openMlDsaCosigner(join(folder, "witness.ml-dsa-44"), name));
  return cosigners;
}

/** What the disk holds is unknown after a failed write: only a new start can tell. */
function abort(error: unknown): never {
  writeSync(
    2,
    `witness: cannot go on after a failed write: ${error instanceof Error ? error.message : error}\n`,
  );
  process.abort();
}
