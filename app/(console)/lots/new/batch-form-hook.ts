import { useCallback, useMemo, useReducer } from "react";
import { batchText } from "@/app/texts/batch";
import type { Language } from "@/app/texts/language";
import type { BatchProblem } from "@/lib/batch/read-batch";
import { emptyForm, type FormAction, type FormState, formReducer, problemsOf } from "./form-state";

/** The form as its parts see it. */
export interface BatchForm {
  state: FormState;
  language: Language;
  problems: BatchProblem[];
  dispatch: (action: FormAction) => void;
  /** What to say beside a field: only once it was left, or the form was sent. */
  errorAt(path: string): string | undefined;
}

/** Holds the form's state and says what is wrong with it. */
export function useBatchForm(language: Language): BatchForm {
  const [state, dispatch] = useReducer(formReducer, emptyForm);
  const { draft, touched, refused } = state;
  const problems = useMemo(() => problemsOf(draft, Date.now()), [draft]);
  const errorAt = useCallback(
    (path: string): string | undefined => {
      const answer = refused[path];
      if (answer !== undefined) return answer;
      if (touched !== "all" && !touched.includes(path)) return undefined;
      const problem = problems.find((one) => one.path === path);
      return problem === undefined ? undefined : batchText[language].problem(problem);
    },
    [problems, touched, refused, language],
  );
  return { state, language, problems, dispatch, errorAt };
}
