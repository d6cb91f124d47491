"use client";

import { browserClient } from "@/app/browser-client";
import { Button } from "@/app/design/button";
import { Icon } from "@/app/design/icons";

/** Tells the server that codes with this address are going out, then opens the browser's printing. */
async function print() {
  await browserClient.lots.printed.mutate();
  window.print();
}

/** Prints the label. */
export function PrintButton({ label }: { label: string }) {
  return (
    <Button kind="ink" onClick={print}>
      <Icon name="print" />
      {label}
    </Button>
  );
}
