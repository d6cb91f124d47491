import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names";

/**
 * A dense table between hairlines, scrolling sideways in its own box when the screen is narrow.
 *
 * @param label names the table to those who hear it; also shown above it when `isLabelShown`
 */
export function Table({
  label,
  isLabelShown = false,
  className,
  children,
}: {
  label: string;
  isLabelShown?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section
      className="overflow-x-auto"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by the keyboard
      tabIndex={0}
      aria-label={label}
    >
      <table className={classNames("w-full border-collapse text-left text-text", className)}>
        <caption className={isLabelShown ? "pb-2 text-left text-small text-ink-faint" : "sr-only"}>
          {label}
        </caption>
        {children}
      </table>
    </section>
  );
}

/** The heading of a column; `isNumber` sets it to the right, above its figures. */
export function HeadCell({
  isNumber = false,
  className,
  ...rest
}: { isNumber?: boolean } & ComponentProps<"th">) {
  return (
    <th
      scope="col"
      className={classNames(
        "border-b border-line-strong py-2 text-note font-semibold whitespace-nowrap text-ink-faint last:pr-0",
        isNumber ? "pr-8 text-right" : "pr-5",
        className,
      )}
      {...rest}
    />
  );
}

/** A row that answers to the hand. */
export function Row({ className, ...rest }: ComponentProps<"tr">) {
  return <tr className={classNames("group border-b border-line hover:bg-wash", className)} {...rest} />;
}

/** A cell; `isNumber` sets figures to the right and in one width. */
export function Cell({
  isNumber = false,
  className,
  ...rest
}: { isNumber?: boolean } & ComponentProps<"td">) {
  return (
    <td
      className={classNames(
        "py-2.5 align-baseline last:pr-0",
        isNumber ? "figures pr-8 text-right whitespace-nowrap" : "pr-5",
        className,
      )}
      {...rest}
    />
  );
}
