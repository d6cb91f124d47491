import type { ReactNode } from "react";
import { classNames } from "./class-names";

/** A sheet lying on the desk: a ground for what belongs together. Give `title` to make it a named section. */
export function Card({
  title,
  actions,
  className,
  children,
}: {
  title?: ReactNode;
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section className={classNames("rounded-box border border-line bg-sheet p-4 sm:p-5", className)}>
      {title === undefined ? null : (
        <header className="mb-3 flex items-baseline justify-between gap-4">
          <h2 className="text-text font-semibold">{title}</h2>
          {actions}
        </header>
      )}
      {children}
    </section>
  );
}
