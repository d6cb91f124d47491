import type { ReactNode } from "react";
import { classNames } from "./class-names";

/** An identifier or a hash, in the face of machines; breaks anywhere rather than overflow. */
export function Code({ children, className }: { children: ReactNode; className?: string }) {
  return <code className={classNames("break-all font-mono text-[0.92em]", className)}>{children}</code>;
}

/** Machine text folded away behind its name. */
export function FoldedCode({
  summary,
  text,
  isOpen = false,
}: {
  summary: ReactNode;
  text: string;
  isOpen?: boolean;
}) {
  return (
    <details open={isOpen} className="group">
      <summary className="inline-flex min-h-6 items-center gap-1.5 text-small font-medium text-link">
        <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" className="group-open:rotate-90">
          <path d="M3 1l4 4-4 4" fill="none" stroke="currentColor" strokeWidth="1.5" />
        </svg>
        {summary}
      </summary>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by the keyboard
        tabIndex={0}
        className="mt-2 max-h-120 overflow-auto rounded-box bg-slip p-4 font-mono text-note leading-relaxed text-on-slip"
      >
        {text}
      </pre>
    </details>
  );
}
