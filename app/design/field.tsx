import { type ComponentProps, type ReactNode, useId } from "react";
import { classNames } from "./class-names";
import { Icon } from "./icons";

/** What an input needs so that its label, hint and error are read out with it. */
export interface Described {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
}

/**
 * A labelled input with an optional hint and error. `children` receives the attributes that tie the three together.
 *
 * @param note a word after the label, such as "optional"
 */
export function Field({
  label,
  hint,
  error,
  note,
  className,
  children,
}: {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  note?: ReactNode;
  className?: string;
  children: (described: Described) => ReactNode;
}) {
  const id = useId();
  const hasHint = hint !== undefined && hint !== null && hint !== "";
  const hasError = error !== undefined && error !== null && error !== "";
  const descriptions = [hasHint ? `${id}-hint` : "", hasError ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className={classNames("grid min-w-0 content-start gap-1.5", className)}>
      <label htmlFor={id} className="flex items-baseline gap-2 text-small font-semibold">
        {label}
        {note === undefined ? null : <span className="font-normal text-ink-faint">{note}</span>}
      </label>
      {children({
        id,
        ...(descriptions === "" ? {} : { "aria-describedby": descriptions }),
        ...(hasError ? { "aria-invalid": true } : {}),
      })}
      {hasError ? (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-small text-wrong">
          <span className="mt-0.5">
            <Icon name="cross" size={14} />
          </span>
          <span>{error}</span>
        </p>
      ) : null}
      {hasHint ? (
        <p id={`${id}-hint`} className="text-small text-ink-faint">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

/** The look of everything one types or chooses in. */
export const inputClass = classNames(
  "w-full min-w-0 rounded-box border border-line-strong bg-sheet px-3 text-text text-ink placeholder:text-ink-faint",
  "hover:border-ink-faint aria-invalid:border-wrong aria-invalid:shadow-[inset_3px_0_0_var(--wrong)]",
  "disabled:bg-wash disabled:text-ink-faint",
);

/** One line of text. */
export function TextInput({ className, type = "text", ...rest }: ComponentProps<"input">) {
  return <input type={type} className={classNames(inputClass, "h-10", className)} {...rest} />;
}

/** A choice of one from a list, by the browser's own control. */
export function SelectInput({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <select
      className={classNames(
        inputClass,
        "h-10 appearance-none pr-9 bg-no-repeat bg-[right_0.75rem_center] bg-[length:16px]",
        "bg-[url('data:image/svg+xml;utf8,<svg%20xmlns=%22http://www.w3.org/2000/svg%22%20viewBox=%220%200%2016%2016%22%20fill=%22none%22%20stroke=%22%2387837a%22%20stroke-width=%221.6%22><path%20d=%22M4%206l4%204%204-4%22/></svg>')]",
        className,
      )}
      {...rest}
    >
      {children}
    </select>
  );
}
