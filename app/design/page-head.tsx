import type { ReactNode } from "react";

/** The head of a console page: what it is, one line about it, and what can be done. */
export function PageHead({
  title,
  over,
  intro,
  actions,
}: {
  title: ReactNode;
  /** A small line above the title: where this page belongs. */
  over?: ReactNode;
  intro?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4 pt-8 pb-6">
      <div className="min-w-0">
        {over === undefined ? null : <p className="mb-1 text-small text-ink-faint">{over}</p>}
        <h1 className="font-serif text-display font-semibold tracking-[-0.01em]">{title}</h1>
        {intro === undefined ? null : <p className="mt-2 max-w-(--measure) text-ink-soft">{intro}</p>}
      </div>
      {actions === undefined ? null : <div className="flex flex-wrap gap-2">{actions}</div>}
    </header>
  );
}
