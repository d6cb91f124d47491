import { emptyForm, type FormState } from "./form-state";

const version = 1;

/** The name under which a member's draft is kept in the browser. */
function nameOf(member: string): string {
  return `suyuan.batch-draft.${member}`;
}

/** Keeps a draft; a browser that keeps nothing (private windows, no room) is no error. */
export function keepDraft(
  member: string,
  { draft, known, suggestedLot, suggestedDate, fileLines }: FormState,
): boolean {
  try {
    localStorage.setItem(
      nameOf(member),
      JSON.stringify({ version, draft, known, suggestedLot, suggestedDate, fileLines }),
    );
    return true;
  } catch {
    return false;
  }
}

/** Brings a draft back; null when there is none that this version understands. */
export function keptDraft(member: string): FormState | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(nameOf(member)) ?? "null");
    if (typeof kept !== "object" || kept === null || !("version" in kept) || kept.version !== version)
      return null;
    const { draft, known, suggestedLot, suggestedDate, fileLines } = kept as unknown as FormState;
    return {
      ...emptyForm,
      draft: { ...emptyForm.draft, ...draft },
      known: known ?? {},
      suggestedLot: suggestedLot ?? "",
      suggestedDate: suggestedDate ?? "",
      fileLines: fileLines ?? [],
      isEdited: true,
    };
  } catch {
    return null;
  }
}

/** Forgets a draft. */
export function forgetDraft(member: string): void {
  try {
    localStorage.removeItem(nameOf(member));
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}
