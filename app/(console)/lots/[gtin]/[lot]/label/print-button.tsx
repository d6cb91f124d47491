"use client";

import { Button } from "@/app/design/button";
import { Icon } from "@/app/design/icons";

/** Opens the browser's printing. */
export function PrintButton({ label }: { label: string }) {
  return (
    <Button kind="ink" onClick={() => window.print()}>
      <Icon name="print" />
      {label}
    </Button>
  );
}
