import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names";

/**
 * A dense table between hairlines, scrolling sideways in its own box when the screen is narrow.
 *
 * @param caption read out, and shown unless `isCaptionHidden`
 */
export function Table({
  caption,
  isCaptionHidden = true,
  className,
  children,
}: {
  caption: ReactNode;
  isCaptionHidden?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    // The box scrolls, so the keyboard must be able to reach it.
    <div
      className="overflow-x-auto"
      tabIndex={0}
      role="region"
      aria-label={typeof caption === "string" ? caption : undefined}
    >
      <table className={classNames("w-full border-collapse text-left text-text", className)}>
        <caption className={isCaptionHidden ? "sr-only" : "pb-2 text-left text-small text-ink-faint"}>
          {caption}
        </caption>
        {children}
      </table>
    </div>
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
        "border-b border-line-strong py-2 pr-5 text-note font-semibold whitespace-nowrap text-ink-faint last:pr-0",
        isNumber && "text-right",
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
        "py-2.5 pr-5 align-baseline last:pr-0",
        isNumber && "figures text-right whitespace-nowrap",
        className,
      )}
      {...rest}
    />
  );
}
