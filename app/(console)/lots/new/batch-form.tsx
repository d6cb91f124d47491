"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { browserClient, type Failure, failureOf } from "@/app/browser-client";
import { lotAddress } from "@/app/components/lot-address";
import { Button } from "@/app/design/button";
import { ErrorNotice } from "@/app/design/error-notice";
import { type BatchText, batchText } from "@/app/texts/batch";
import type { Language } from "@/app/texts/language";
import type { BatchProblem } from "@/lib/batch/read-batch";
import { type BatchForm as Form, useBatchForm } from "./batch-form-hook";
import { BatchSummary } from "./batch-summary";
import { CertificatesField } from "./certificates-field";
import { forgetDraft } from "./draft-storage";
import { type Certificate, withoutBlanks } from "./form-state";
import { InputLotsField } from "./input-lots-field";
import { MadeFields } from "./made-fields";
import { PlaceDialog } from "./place-dialog";
import { ProductDialog } from "./product-dialog";
import { ProductFields } from "./product-fields";
import { ReadingsField } from "./readings-field";
import { type Choices, useDraftKeeping } from "./use-draft-keeping";
import { useSuggestions } from "./use-suggestions";

/** What the server refused, by field of the form. */
function refusedFields(failure: Failure, text: BatchText): Record<string, string> {
  const problems = Array.isArray(failure.details) ? (failure.details as BatchProblem[]) : [];
  const fields = Object.fromEntries(problems.map((problem) => [problem.path, text.problem(problem)]));
  return failure.path === undefined || failure.path in fields
    ? fields
    : { ...fields, [failure.path]: failure.message };
}

/** A named part of the form. */
function Part({ title, intro, children }: { title: string; intro?: string; children: ReactNode }) {
  return (
    <fieldset className="min-w-0 border-t border-line pt-5 pb-8">
      <legend className="float-left mb-4 w-full font-serif text-lead font-semibold leading-(--leading-snug)">
        {title}
        {intro === undefined ? null : (
          <span className="block font-sans text-small font-normal text-ink-faint">{intro}</span>
        )}
      </legend>
      <div className="clear-both">{children}</div>
    </fieldset>
  );
}

/** The whole form. */
export function BatchForm({
  language,
  member,
  choices,
  certificates,
}: {
  language: Language;
  /** Whose draft this is. */
  member: string;
  choices: Choices;
  certificates: Certificate[];
}) {
  const text = batchText[language];
  const form = useBatchForm(language);
  const { state } = form;
  const [describing, setDescribing] = useState<"product" | "place">();
  const { products, places } = choices;
  const product = products.find((one) => one.gtin === state.draft.gtin);
  const place = places.find((one) => one.id === state.draft.place);
  const keeping = useDraftKeeping(form, member, choices);
  useSuggestions(form, product, place);
  const submission = useSubmission(form, member);
  return (
    <>
      <form
        ref={submission.ref}
        noValidate
        onSubmit={submission.onSubmit}
        onKeyDown={submission.onKeyDown}
        className="grid gap-x-14 lg:grid-cols-[minmax(0,1fr)_21rem]"
      >
        <div className="min-w-0">
          <Part title={text.sections.product}>
            <ProductFields form={form} products={products} onNew={() => setDescribing("product")} />
          </Part>
          <Part title={text.sections.made}>
            <MadeFields form={form} places={places} product={product} onNew={() => setDescribing("place")} />
          </Part>
          <Part {...text.sections.inputs}>
            <InputLotsField form={form} />
          </Part>
          <Part {...text.sections.readings}>
            <ReadingsField form={form} product={product} />
          </Part>
          {certificates.length === 0 ? null : (
            <Part {...text.sections.certificates}>
              <CertificatesField form={form} certificates={certificates} />
            </Part>
          )}
        </div>
        <div className="min-w-0">
          <div className="grid grid-cols-1 gap-5 lg:sticky lg:top-20">
            <BatchSummary form={form} product={product} place={place} />
            <Submit text={text} form={form} submission={submission} />
            <KeptDraft text={text} keeping={keeping} />
          </div>
        </div>
      </form>
      <Dialogs form={form} describing={describing} onClose={() => setDescribing(undefined)} />
    </>
  );
}

/** The forms that describe a product or a place; beside the batch's own form, since forms cannot stand within one another. */
function Dialogs({
  form,
  describing,
  onClose,
}: {
  form: Form;
  describing: "product" | "place" | undefined;
  onClose: () => void;
}) {
  const { language, dispatch } = form;
  const router = useRouter();
  const choose = (patch: { gtin: string } | { place: string }): void => {
    dispatch({ type: "changed", patch });
    onClose();
    router.refresh();
  };
  return (
    <>
      <ProductDialog
        isOpen={describing === "product"}
        language={language}
        onClose={onClose}
        onDescribed={(gtin) => choose({ gtin })}
      />
      <PlaceDialog
        isOpen={describing === "place"}
        language={language}
        onClose={onClose}
        onDescribed={(place) => choose({ place })}
      />
    </>
  );
}

type Submission = ReturnType<typeof useSubmission>;

/** Sends the form, once: to its receipt, or back to what has to be put right. */
function useSubmission(form: Form, member: string) {
  const { state, dispatch, language, problems } = form;
  const router = useRouter();
  const ref = useRef<HTMLFormElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const [attempts, setAttempts] = useState(0);
  useEffect(() => {
    if (attempts > 0) ref.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [attempts]);
  const send = async (): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    try {
      const receipt = await browserClient.lots.create.mutate(withoutBlanks(state.draft));
      forgetDraft(member);
      const again = receipt.events.some((event) => event.isDuplicate) ? "?again=1" : "";
      router.push(lotAddress(receipt, "receipt") + again);
    } catch (error) {
      const reason = failureOf(error);
      dispatch({ type: "refused", refused: refusedFields(reason, batchText[language]) });
      setFailure(reason);
      setAttempts((n) => n + 1);
      setBusy(false);
    }
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    dispatch({ type: "touched", path: "all" });
    if (problems.length > 0) setAttempts((n) => n + 1);
    else if (!isBusy) void send();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) ref.current?.requestSubmit();
  };
  return { ref, isBusy, failure, attempts, onSubmit, onKeyDown };
}

/** The seal itself, and what stands against pressing it. */
function Submit({ text, form, submission }: { text: BatchText; form: Form; submission: Submission }) {
  const { isBusy, failure, attempts } = submission;
  const count = form.problems.length;
  return (
    <div className="grid gap-3">
      {failure === undefined ? null : (
        <ErrorNotice
          title={text.refused}
          detail={failure.code === "unreachable" ? text.unreachable : failure.message}
        />
      )}
      {attempts > 0 && count > 0 ? (
        <p role="alert" className="text-small font-semibold text-wrong">
          {text.problems(count)}
        </p>
      ) : null}
      <Button type="submit" kind="seal" disabled={isBusy} aria-busy={isBusy} className="min-h-12">
        {isBusy ? text.submitting : text.submit}
      </Button>
      <p className="text-center text-note text-ink-faint">{text.keys}</p>
    </div>
  );
}

/** That the draft is kept, and the way to be rid of it. */
function KeptDraft({ text, keeping }: { text: BatchText; keeping: ReturnType<typeof useDraftKeeping> }) {
  if (keeping.keptAt === undefined && !keeping.isRestored) return null;
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 text-small text-ink-faint">
      <span aria-live="polite">
        {keeping.keptAt === undefined ? text.restored : text.kept(keeping.keptAt)}
      </span>
      <Button kind="quiet" size="small" onClick={keeping.discard}>
        {text.discard}
      </Button>
    </div>
  );
}
