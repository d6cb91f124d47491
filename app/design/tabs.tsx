import Link from "next/link";
import { classNames } from "./class-names";

export interface Tab {
  href: string;
  label: string;
  isCurrent: boolean;
}

/** Ways to look at one thing, each with an address of its own. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav aria-label={label} className="overflow-x-auto border-b border-line">
      <ul className="flex gap-6">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <Link
              href={tab.href}
              aria-current={tab.isCurrent ? "page" : undefined}
              className={classNames(
                "inline-flex min-h-10 items-center border-b-2 text-text whitespace-nowrap",
                tab.isCurrent
                  ? "border-ink font-semibold"
                  : "border-transparent text-ink-soft hover:text-ink",
              )}
            >
              {tab.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
