/** Where a policy's witnesses are asked: one endpoint for all keys behind one URL. */
import type { Policy, PolicyWitness } from "@/lib/note/policy";

/** A witness server, which may sign under several keys of the policy (Ed25519 and ML-DSA-44, say). */
export interface Endpoint {
  /** Submission prefix. */
  readonly url: string;
  readonly witnesses: readonly PolicyWitness[];
}

/** Lists the endpoints of a policy, in its order; witnesses without URL have none. */
export function endpointsOf(policy: Policy): Endpoint[] {
  const byUrl = new Map<string, PolicyWitness[]>();
  for (const witness of policy.witnesses) {
    if (witness.url === undefined) continue;
    byUrl.set(witness.url, [...(byUrl.get(witness.url) ?? []), witness]);
  }
  return [...byUrl].map(([url, witnesses]) => ({ url, witnesses }));
}

/** Names an endpoint for people. */
export function endpointName({ url, witnesses }: Endpoint): string {
  return `witness ${witnesses.map(({ name }) => name).join(", ")} (${url})`;
}
