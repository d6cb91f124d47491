import type { ReactNode } from "react";
import { classNames } from "./class-names";

export interface Fact {
  term: ReactNode;
  value: ReactNode;
  key: string;
  /** Takes the whole width of a narrow screen. */
  isWide?: boolean;
}

/** Pairs of term and value, in columns where there is room. */
export function Facts({ facts, columns = 1 }: { facts: Fact[]; columns?: 1 | 2 | 3 }) {
  return (
    <dl
      className={classNames(
        "grid gap-x-10 gap-y-4",
        columns === 2 && "sm:grid-cols-2",
        columns === 3 && "grid-cols-2",
        columns === 3 && "lg:grid-cols-3",
      )}
    >
      {facts.map(({ term, value, key, isWide }) => (
        <div key={key} className={classNames("min-w-0", isWide && columns === 3 && "max-sm:col-span-2")}>
          <dt className="text-small text-ink-faint">{term}</dt>
          <dd className="mt-0.5">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
