import type { ReactNode } from "react";
import { Notice } from "./notice";

/** Says that something failed, what exactly, and what can be done. Read out at once. */
export function ErrorNotice({
  title,
  detail,
  action,
}: {
  title: ReactNode;
  /** The message of the error, as `path: expected X, got Y`. */
  detail?: string | undefined;
  action?: ReactNode;
}) {
  return (
    <Notice tone="wrong" title={title} isAlert>
      {detail === undefined ? null : <p className="mt-0.5 break-words font-mono text-small">{detail}</p>}
      {action === undefined ? null : <div className="mt-3">{action}</div>}
    </Notice>
  );
}
