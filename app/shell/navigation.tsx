"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { classNames } from "../design/class-names";

export interface Destination {
  href: string;
  label: string;
  /** Beginnings of addresses that belong to it, besides its own. */
  also?: string[];
}

/** The places of a console; the present one is underlined in ink. */
export function Navigation({ label, destinations }: { label: string; destinations: Destination[] }) {
  const path = usePathname();
  const isWithin = (stem: string): boolean => path === stem || path.startsWith(`${stem}/`);
  return (
    <nav aria-label={label} className="-mx-2 overflow-x-auto">
      <ul className="flex">
        {destinations.map(({ href, label: name, also = [] }) => {
          const isCurrent = [href, ...also].some(isWithin);
          return (
            <li key={href}>
              <Link
                href={href}
                aria-current={isCurrent ? "page" : undefined}
                className={classNames(
                  "flex h-11 items-center px-2 whitespace-nowrap md:h-14",
                  "border-b-2 md:px-3",
                  isCurrent ? "border-ink font-semibold" : "border-transparent text-ink-soft hover:text-ink",
                )}
              >
                {name}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
