"use client";

import { useState } from "react";
import { Icon, type IconName } from "../design/icons";
import type { Theme } from "../preferences";
import type { CommonText } from "../texts/common";
import { keepChoice } from "./cookie";

const order: Theme[] = ["system", "light", "dark"];
const icons: Record<Theme, IconName> = { system: "half", light: "sun", dark: "moon" };

/** Goes round: as the device, light, dark. */
export function ThemeSwitch({ theme, text }: { theme: Theme; text: CommonText["theme"] }) {
  const [current, setCurrent] = useState(theme);
  const turn = (): void => {
    const next = order[(order.indexOf(current) + 1) % order.length] ?? "system";
    setCurrent(next);
    keepChoice("theme", next);
    if (next === "system") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.setAttribute("data-theme", next);
  };
  return (
    <button
      type="button"
      onClick={turn}
      aria-label={`${text.label}: ${text[current]}`}
      title={`${text.label}: ${text[current]}`}
      className="grid size-8 place-items-center rounded-box text-ink-soft hover:bg-wash hover:text-ink"
    >
      <Icon name={icons[current]} />
    </button>
  );
}
