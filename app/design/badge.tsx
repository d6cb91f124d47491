import type { ReactNode } from "react";
import { classNames } from "./class-names";
import { Icon, type IconName } from "./icons";

/** The tone of a short statement. Colour never speaks alone: words, and for all but `plain` a pictogram, say the same. */
export type Tone = "plain" | "good" | "caution" | "wrong" | "info";

export const toneClasses: Record<Tone, string> = {
  plain: "bg-wash text-ink-soft",
  good: "bg-good-wash text-good",
  caution: "bg-caution-wash text-caution",
  wrong: "bg-wrong-wash text-wrong",
  info: "bg-link-wash text-link",
};

export const toneIcons: Record<Tone, IconName | undefined> = {
  plain: undefined,
  good: "check",
  caution: "warning",
  wrong: "cross",
  info: "info",
};

/** A word or two about a thing, beside the thing. */
export function Badge({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  const icon = toneIcons[tone];
  return (
    <span
      className={classNames(
        "inline-flex items-center gap-1 rounded-tag px-1.5 py-0.5 text-note font-medium whitespace-nowrap",
        toneClasses[tone],
      )}
    >
      {icon === undefined ? null : <Icon name={icon} size={12} />}
      {children}
    </span>
  );
}
