import { type ReactNode, useId } from "react";
import { classNames } from "./class-names";

/** A named part of a page under a rule: heading on the left of wide screens, matter on the right. */
export function Section({
  title,
  intro,
  actions,
  wide = false,
  className,
  children,
}: {
  title: ReactNode;
  intro?: ReactNode;
  actions?: ReactNode;
  /** Puts the heading above the matter on every screen, for tables and charts. */
  wide?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={classNames(
        "grid gap-x-10 gap-y-4 border-t border-line pt-5 pb-9",
        wide ? "" : "lg:grid-cols-[14rem_minmax(0,1fr)]",
        className,
      )}
    >
      <div className={wide ? "flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1" : ""}>
        <h2 id={id} className="font-serif text-lead font-semibold leading-(--leading-snug)">
          {title}
        </h2>
        {intro === undefined ? null : (
          <p className="mt-1 max-w-(--measure) text-small text-ink-faint">{intro}</p>
        )}
        {actions}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
