"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { browserClient } from "../browser-client";
import { Button } from "../design/button";
import { Icon } from "../design/icons";
import type { Theme } from "../preferences";
import { commonText } from "../texts/common";
import { consoleText } from "../texts/console";
import { type Language, textIn } from "../texts/language";
import { LanguageSwitch } from "./language-switch";
import type { Principal } from "./principal";
import { ThemeSwitch } from "./theme-switch";

const menu = "account-menu";

/** Who is signed in and for whom; opens language, light or dark, and the way out. */
export function AccountMenu({
  principal,
  language,
  theme,
}: {
  principal: Principal;
  language: Language;
  theme: Theme;
}) {
  const text = consoleText[language].shell;
  const router = useRouter();
  const [isLeaving, setLeaving] = useState(false);
  const leave = async (): Promise<void> => {
    setLeaving(true);
    try {
      await browserClient.auth.signOut.mutate();
    } finally {
      setLeaving(false);
    }
    router.push("/");
    router.refresh();
  };
  const member = textIn(language, principal.memberName);
  return (
    <>
      <button
        type="button"
        popoverTarget={menu}
        className="flex min-h-9 min-w-0 items-center gap-2 rounded-box px-2 text-left hover:bg-wash"
      >
        <span className="sr-only">{text.account}: </span>
        <span className="min-w-0">
          <span className="block truncate text-small font-semibold">{member}</span>
          <span className="block truncate text-note text-ink-faint">
            {textIn(language, principal.name)} · {text.roles[principal.role]}
          </span>
        </span>
        <Icon name="chevron" size={14} />
      </button>
      <div
        id={menu}
        popover="auto"
        className="fixed inset-auto top-14 right-3 m-0 w-64 rounded-box border border-line bg-sheet p-2 text-ink shadow-lift sm:right-6"
      >
        <div className="flex items-center justify-between gap-2 px-1">
          <LanguageSwitch language={language} text={commonText[language].language} />
          <ThemeSwitch theme={theme} text={commonText[language].theme} />
        </div>
        <hr className="my-2 border-line" />
        <Button
          kind="quiet"
          size="small"
          disabled={isLeaving}
          onClick={() => void leave()}
          className="w-full justify-start"
        >
          {text.signOut}
        </Button>
      </div>
    </>
  );
}
