"use client";

import { useState } from "react";
import { browserClient, failureOf, type Outputs } from "@/app/browser-client";
import { Button } from "@/app/design/button";
import { Icon } from "@/app/design/icons";
import { Notice } from "@/app/design/notice";
import { erasureText } from "@/app/texts/erasure";
import type { Language } from "@/app/texts/language";
import { type RegulatorText, regulatorText } from "@/app/texts/regulator";
import { fromHex } from "@/lib/bytes";
import { nobleSuite } from "@/lib/crypto/noble-suite";
import { webSuite } from "@/lib/crypto/web-suite";
import { holdsHiddenEvent } from "@/lib/fields/pruned-tree";
import type { JsonValue } from "@/lib/json";
import { parsePolicy } from "@/lib/note/policy";
import { type ProofSet, parseProofSet } from "@/lib/proof/bundle";
import { parseProofFile } from "@/lib/proof/proof-file";
import type { StepReport } from "@/lib/proof/steps";
import type { TrustRoots } from "@/lib/proof/trust";
import { verifyBundle } from "@/lib/proof/verify";

type EntryWitnesses = Outputs["capture"]["status"]["witnesses"];

type Run =
  | { state: "idle" | "running" }
  | { state: "passed"; steps: StepReport[]; proof: ProofSet }
  | { state: "failed"; steps: StepReport[]; reason: string };

/**
 * Fetches the whole proof of one event and verifies it here, with the code a shopper's phone runs.
 * @param erasedRoot of an erased event its root, hex: the public proof that it existed is checked, and that it leads
 * up from this root
 */
export function ProofCheck({
  eventId,
  erasedRoot,
  isFinal,
  witnesses,
  language,
}: {
  eventId: string;
  erasedRoot?: string;
  /** Whether the quorum is there; before, cosignatures are verified and told, and none is asked for. */
  isFinal: boolean;
  witnesses: EntryWitnesses;
  language: Language;
}) {
  const [run, setRun] = useState<Run>({ state: "idle" });
  const text = regulatorText[language].proof;
  const start = async () => {
    setRun({ state: "running" });
    setRun(await check({ eventId, erasedRoot, isFinal }, text));
  };
  const passed = erasedRoot === undefined ? text.passed : erasureText[language].existence.passed;
  // Nothing of an erased event is shown, so there is nothing in it to have checked.
  const isTold = ({ step }: StepReport) => erasedRoot === undefined || !insideEvent.has(step);
  const steps = "steps" in run ? run.steps.filter(isTold) : [];
  return (
    <div className="grid justify-items-start gap-4" aria-live="polite">
      {run.state === "passed" ? <Notice tone="good" title={passed(steps.length)} /> : null}
      {run.state === "failed" ? <Notice tone="wrong" title={run.reason} /> : null}
      {steps.length === 0 ? null : <StepList steps={steps} witnesses={witnesses} text={text} />}
      <div className="flex flex-wrap gap-2">
        <Button kind="ink" onClick={start} disabled={run.state === "running"}>
          {run.state === "idle" ? text.run : run.state === "running" ? text.running : text.again}
        </Button>
        {run.state === "passed" ? (
          <Button onClick={() => download(run.proof, eventId)}>{text.download}</Button>
        ) : null}
      </div>
    </div>
  );
}

/** Steps about the fields of an event. */
const insideEvent: ReadonlySet<string> = new Set(["disclosures", "manifest", "event root"]);

function StepList({
  steps,
  witnesses: { configured, needed, seen },
  text,
}: {
  steps: StepReport[];
  witnesses: EntryWitnesses;
  text: RegulatorText["proof"];
}) {
  const open = configured === 0 ? text.notConfigured : text.awaiting(seen, needed);
  return (
    <ol className="grid gap-1.5">
      {steps.map(({ step, status, detail }) => (
        <li key={step} className="flex items-baseline gap-2">
          <span
            className={
              status === "failed" ? "text-wrong" : status === "passed" ? "text-good" : "text-ink-faint"
            }
          >
            <Icon name={status === "failed" ? "cross" : status === "passed" ? "check" : "info"} size={14} />
          </span>
          <span>
            {text.step[step] ?? step}
            <span className="ml-2 break-all font-mono text-note text-ink-faint">
              {status === "not configured" ? detail || open : detail}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}

interface Checked {
  eventId: string;
  erasedRoot: string | undefined;
  isFinal: boolean;
}

async function check(checked: Checked, text: RegulatorText["proof"]): Promise<Run> {
  const steps: StepReport[] = [];
  let proof: ProofSet;
  let trust: TrustRoots;
  try {
    [proof, trust] = await Promise.all([fetchProof(checked), fetchTrust(checked.isFinal)]);
  } catch (error) {
    const { code } = failureOf(error);
    return { state: "failed", steps, reason: code === "unavailable" ? text.notPublished : text.unreachable };
  }
  try {
    for (const bundle of proof.bundles) {
      await verifyBundle(webSuite(globalThis.crypto?.subtle), bundle, trust, (report) => steps.push(report));
    }
    if (!leadsUpFrom(proof, checked)) {
      return { state: "failed", steps, reason: text.failed(text.step["event root"] ?? "event root") };
    }
    return { state: "passed", steps, proof };
  } catch (error) {
    const broken = steps.find(({ status }) => status === "failed");
    const name = broken === undefined ? String(error) : (text.step[broken.step] ?? broken.step);
    return { state: "failed", steps, reason: text.failed(name) };
  }
}

/** The whole proof is for who may see the event; that it existed is for everybody. */
async function fetchProof({ eventId, erasedRoot }: Checked): Promise<ProofSet> {
  if (erasedRoot === undefined) {
    return parseProofSet((await browserClient.trace.proof.query({ id: eventId })) as unknown as JsonValue);
  }
  const response = await fetch(`/proof/${eventId}`);
  if (!response.ok) throw new Error(`${response.status}`);
  return parseProofFile(await response.json()).set;
}

/** Of an erased event: whether the capture that was proven has a hidden event of this root. */
function leadsUpFrom({ bundles }: ProofSet, { erasedRoot }: Checked): boolean {
  if (erasedRoot === undefined) return true;
  return bundles.some(({ capture }) => holdsHiddenEvent(nobleSuite.sha256, capture, fromHex(erasedRoot)));
}

async function fetchTrust(isFinal: boolean): Promise<TrustRoots> {
  const response = await fetch("/.well-known/suyuan");
  const about = (await response.json()) as { origin: string; vkey: string; policy: string };
  const policy = parsePolicy(about.policy);
  const { origin, vkey: logVkey } = about;
  return { origin, logVkey, policy: isFinal ? policy : { ...policy, quorum: "none" } };
}

function download(proof: ProofSet, eventId: string): void {
  const url = URL.createObjectURL(
    new Blob([JSON.stringify(proof)], { type: "application/vnd.suyuan.proof+json" }),
  );
  const link = document.createElement("a");
  link.href = url;
  link.download = `suyuan-${eventId}.proof.json`;
  link.click();
  URL.revokeObjectURL(url);
}
