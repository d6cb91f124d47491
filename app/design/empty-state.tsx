import type { ReactNode } from "react";

/** What stands where a list would, when there is nothing in it yet: why, and what to do. */
export function EmptyState({
  title,
  action,
  children,
}: {
  title: ReactNode;
  action?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="grid justify-items-start gap-3 border-y border-line py-12 sm:py-16">
      <svg width="72" height="40" viewBox="0 0 72 40" aria-hidden="true" className="mb-1 text-line-strong">
        <g fill="none" stroke="currentColor" strokeWidth="1.2" strokeDasharray="3 3">
          <path d="M2 4c22 0 16 10 30 10M2 14h30M2 26h30M2 36c22 0 16-10 30-10M32 14c12 0 10 6 20 6M32 26c12 0 10-6 20-6" />
        </g>
        <rect
          x="54"
          y="14"
          width="12"
          height="12"
          rx="1"
          fill="none"
          stroke="var(--seal)"
          strokeWidth="1.4"
        />
      </svg>
      <p className="font-serif text-lead font-semibold">{title}</p>
      {children === undefined ? null : <div className="max-w-(--measure) text-ink-soft">{children}</div>}
      {action}
    </div>
  );
}
