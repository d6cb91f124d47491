import Link from "next/link";
import type { ComponentProps } from "react";
import { classNames } from "./class-names";

/**
 * What a button is for: `seal` signs something into the log (at most one on a page), `ink` is the main action,
 * `plain` any other, `quiet` one among many.
 */
export type ButtonKind = "seal" | "ink" | "plain" | "quiet";
export type ButtonSize = "normal" | "small";

const kinds: Record<ButtonKind, string> = {
  seal: "border-seal-fill bg-seal-fill text-on-seal hover:brightness-110",
  ink: "border-ink bg-ink text-paper hover:bg-ink-soft hover:border-ink-soft",
  plain: "border-line-strong bg-sheet text-ink hover:bg-wash",
  quiet: "border-transparent bg-transparent text-ink-soft hover:bg-wash hover:text-ink",
};

const sizes: Record<ButtonSize, string> = {
  normal: "min-h-10 px-4 text-text",
  small: "min-h-8 px-2.5 text-small",
};

function buttonClass(kind: ButtonKind, size: ButtonSize, className: string | undefined): string {
  return classNames(
    "inline-flex items-center justify-center gap-2 rounded-box border font-medium leading-none whitespace-nowrap",
    "no-underline transition-colors disabled:opacity-55 disabled:cursor-not-allowed",
    kinds[kind],
    sizes[size],
    className,
  );
}

interface Look {
  kind?: ButtonKind;
  size?: ButtonSize;
}

/** A button; `type` is "button" unless said otherwise, so that nothing is sent by accident. */
export function Button({
  kind = "plain",
  size = "normal",
  className,
  type = "button",
  ...rest
}: Look & ComponentProps<"button">) {
  return <button type={type} className={buttonClass(kind, size, className)} {...rest} />;
}

/** A link that looks like a button: it goes somewhere, it does nothing. */
export function LinkButton({
  kind = "plain",
  size = "normal",
  className,
  ...rest
}: Look & ComponentProps<typeof Link>) {
  return <Link className={buttonClass(kind, size, className)} {...rest} />;
}
