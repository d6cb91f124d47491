"use client";

import { type ReactNode, useEffect, useId, useRef } from "react";
import { Icon } from "./icons";

/**
 * A dialog by the browser's own element: it keeps the focus, closes on Escape and gives the focus back.
 *
 * @param onClose called however it was closed
 */
export function Dialog({
  isOpen,
  onClose,
  title,
  closeLabel,
  children,
}: {
  isOpen: boolean;
  onClose: () => void;
  title: ReactNode;
  closeLabel: string;
  children: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    if (isOpen && !dialog.open) dialog.showModal();
    if (!isOpen && dialog.open) dialog.close();
  }, [isOpen]);
  return (
    <dialog
      ref={ref}
      onClose={onClose}
      aria-labelledby={id}
      className="m-auto w-full max-w-xl rounded-box border border-line bg-sheet p-0 text-ink shadow-lift backdrop:bg-slip/50"
    >
      <div className="grid gap-5 p-5 sm:p-7">
        <header className="flex items-start justify-between gap-4">
          <h2 id={id} className="font-serif text-title font-semibold">
            {title}
          </h2>
          <button
            type="button"
            onClick={onClose}
            aria-label={closeLabel}
            className="-m-1 grid size-8 place-items-center rounded-box text-ink-soft hover:bg-wash hover:text-ink"
          >
            <Icon name="cross" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
