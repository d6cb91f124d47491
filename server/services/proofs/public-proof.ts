/** Public proofs: of one event, and of everything a provenance page shows. What they disclose is the disclosure policy's decision. */
import { DomainError } from "@/lib/errors";
import type { ProofFile } from "@/lib/proof/proof-file";
import { decodeStatement, statementTypes } from "@/lib/statement/statement";
import type { Ledger } from "@/server/ledger/ledger";
import { isPublic } from "@/server/services/disclosure/default-policy";
import { publicPolicy } from "@/server/services/log/checkpoint-over";
import { type ScanDeps, scanMaterial } from "@/server/services/scan/provenance-page";
import type { ScanMaterial } from "@/server/services/scan/read-material";
import { captureProof, type IsDisclosed, type ProvingLedger, type ShownEntry } from "./capture-proof";

/** What a public proof is made from: the proofs, and what a verifier is told of the log. */
type PublicLedger = ProvingLedger & Pick<Ledger, "origin" | "vkey" | "policy">;

/** Types of records that describe parties, places, products and certificates: published whole, they exist to be shown. */
const masterData: ReadonlySet<string> = new Set([
  "party.described",
  "location.described",
  "product.described",
  "certificate.issued",
]);

/**
 * Builds the public proof of one event or master-data record; of an erased one, that it exists.
 * @throws DomainError not_found for an id that is not in the log, unavailable before it is published
 */
export async function publicProofOfEvent(
  ledger: PublicLedger,
  id: { leafIndex: number; ordinal: number },
): Promise<ProofFile> {
  const { leafIndex, ordinal } = id;
  const name = `${leafIndex}.${ordinal}`;
  const checkpoint = ledger.published();
  if (leafIndex >= checkpoint.size)
    throw new DomainError("not_found", `id: expected an event of the published log, got ${name}`);
  const entry = await ledger.entry(leafIndex);
  const tree = entry.trees[ordinal];
  if (tree === undefined)
    throw new DomainError("not_found", `id: expected an event that is there, got ${name}`);
  const event = ledger.openTree(tree);
  if (event === null) {
    return proofFile(ledger, name, [{ leafIndex, events: new Map([[ordinal, () => false]]) }]);
  }
  const isRecord = decodeStatement(entry.statement).header.typ === statementTypes.record;
  if (isRecord && !masterData.has(String(event.type))) {
    throw new DomainError("not_found", `id: expected an event that is public, got ${name}`);
  }
  const isDisclosed = isRecord ? everything : disclosureTo(new Set());
  return proofFile(ledger, name, [{ leafIndex, events: new Map([[ordinal, isDisclosed]]) }]);
}

/**
 * Builds the public proof of everything the provenance page of a code shows: its events, and the records that name its places, parties,
 * products and certificates.
 * @param path of the scanned address, such as `/01/09506000134352/10/L1`
 * @throws DomainError malformed, not_found; unavailable before the first record is published
 */
export async function publicProofOfScan(
  deps: Pick<ScanDeps, "sql" | "ledger">,
  path: string,
): Promise<ProofFile> {
  const material = await scanMaterial(deps, path);
  const { size } = deps.ledger.published();
  const shown = entriesOf(material).filter(({ leafIndex }) => leafIndex < size);
  if (shown.length === 0)
    throw new DomainError("unavailable", "the first record of this code is being published");
  return proofFile(deps.ledger, material.thing.id, shown);
}

const everything: IsDisclosed = () => true;

function disclosureTo(subjects: ReadonlySet<string>): IsDisclosed {
  return (pointer, value) => isPublic(pointer, value, { subjects });
}

function entriesOf({ thing, journey, events, ...described }: ScanMaterial): ShownEntry[] {
  const subjects = new Set([thing.id, ...journey.subjects.map(({ id }) => id)]);
  const records = [
    ...described.products.values(),
    ...described.locations.values(),
    ...described.parties.values(),
    ...described.certificates,
  ];
  const shown: [string, IsDisclosed][] = [
    ...events.map(({ id }): [string, IsDisclosed] => [id, disclosureTo(subjects)]),
    ...records.map(({ recordId }): [string, IsDisclosed] => [recordId, everything]),
  ];
  const entries = new Map<number, Map<number, IsDisclosed>>();
  for (const [id, isDisclosed] of shown) {
    const [leafIndex = 0, ordinal = 0] = id.split(".").map(Number);
    const own = entries.get(leafIndex) ?? new Map<number, IsDisclosed>();
    entries.set(leafIndex, own.set(ordinal, isDisclosed));
  }
  return [...entries].sort(([a], [b]) => a - b).map(([leafIndex, own]) => ({ leafIndex, events: own }));
}

async function proofFile(
  ledger: PublicLedger,
  subject: string,
  shown: readonly ShownEntry[],
): Promise<ProofFile> {
  // Taken once: the bundles of a set share one final checkpoint, and at most one that awaits its cosignatures.
  const published = ledger.published();
  const final = ledger.final() ?? published;
  const over = ({ leafIndex }: ShownEntry) => (leafIndex < final.size ? final : published);
  const proofs = await Promise.all(shown.map((entry) => captureProof(ledger, entry, over(entry))));
  const { origin, vkey } = ledger;
  return {
    set: { version: 1, subject, bundles: proofs.map(({ bundle }) => bundle) },
    trust:
      ledger.policy().witnesses.length === 0
        ? { origin, vkey }
        : { origin, vkey, policy: publicPolicy(ledger) },
    records: proofs.map(({ ids }) => ids),
  };
}

/**
 * Builds the public proof of a subject as the proof door names it.
 * @param subject `/17.0` (an event or record) or the path of a scanned address, `/01/…`
 * @throws DomainError as the two functions it calls
 */
export function publicProof(deps: Pick<ScanDeps, "sql" | "ledger">, subject: string): Promise<ProofFile> {
  const [, index, ordinal] = /^\/(\d{1,15})\.(\d{1,9})$/.exec(subject) ?? [];
  if (index === undefined || ordinal === undefined) return publicProofOfScan(deps, subject);
  return publicProofOfEvent(deps.ledger, { leafIndex: Number(index), ordinal: Number(ordinal) });
}
