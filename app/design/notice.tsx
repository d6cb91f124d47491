import type { ReactNode } from "react";
import { type Tone, toneIcons } from "./badge";
import { classNames } from "./class-names";
import { Icon } from "./icons";

const edges: Record<Tone, string> = {
  plain: "border-line-strong bg-wash",
  good: "border-good bg-good-wash",
  caution: "border-caution bg-caution-wash",
  wrong: "border-wrong bg-wrong-wash",
  info: "border-link bg-link-wash",
};

const inks: Record<Tone, string> = {
  plain: "text-ink",
  good: "text-good",
  caution: "text-caution",
  wrong: "text-wrong",
  info: "text-link",
};

/**
 * Something the reader has to know, in its place on the page.
 *
 * @param isAlert reads it out at once when it appears
 */
export function Notice({
  tone = "info",
  title,
  isAlert = false,
  className,
  children,
}: {
  tone?: Tone;
  title?: ReactNode;
  isAlert?: boolean;
  className?: string;
  children?: ReactNode;
}) {
  return (
    <div
      {...(isAlert ? { role: "alert" } : {})}
      className={classNames("flex gap-3 rounded-tag border-l-3 px-4 py-3 text-ink", edges[tone], className)}
    >
      <span className={classNames("mt-1", inks[tone])}>
        <Icon name={toneIcons[tone] ?? "info"} />
      </span>
      <div className="min-w-0 grow">
        {title === undefined ? null : <p className={classNames("font-semibold", inks[tone])}>{title}</p>}
        {children}
      </div>
    </div>
  );
}
