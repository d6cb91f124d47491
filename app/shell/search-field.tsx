"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { inputClass } from "../design/field";
import { Icon } from "../design/icons";

/** Tells whether keys pressed there are text. */
function takesText(element: EventTarget | null): boolean {
  return element instanceof HTMLElement && element.matches("input, textarea, select, [contenteditable]");
}

/** Focuses the first search field that can be seen: a page's own before the one in the bar. */
function focusSearch(): boolean {
  const fields = [...document.querySelectorAll<HTMLInputElement>("[data-search]")].reverse();
  const field = fields.find((one) => one.offsetParent !== null);
  field?.focus();
  field?.select();
  return field !== undefined;
}

/**
 * The search of the bar; the key `/` goes to it from anywhere but a text field. On the page that answers it gives way to that
 * page's own field.
 */
export function SearchField({
  action,
  label,
  placeholder,
  hint,
}: {
  /** The page that answers, with the text as `q`. */
  action: string;
  label: string;
  placeholder: string;
  /** The key, as shown in the field. */
  hint: string;
}) {
  const isOnPage = usePathname() === action;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || takesText(event.target)) return;
      if (focusSearch()) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  if (isOnPage) return null;
  return (
    <search>
      <form action={action} className="relative">
        <span className="pointer-events-none absolute inset-y-0 left-2.5 grid place-items-center text-ink-faint">
          <Icon name="search" size={15} />
        </span>
        <input
          type="search"
          name="q"
          data-search
          aria-label={label}
          placeholder={placeholder}
          className={`${inputClass} peer h-9 pl-8! pr-8! text-small!`}
        />
        <kbd className="pointer-events-none absolute inset-y-0 right-2 my-auto grid h-5 min-w-5 place-items-center rounded-tag border border-line px-1 font-mono text-note text-ink-faint peer-focus:hidden">
          {hint}
        </kbd>
      </form>
    </search>
  );
}
