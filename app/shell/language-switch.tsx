"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "../design/button";
import type { CommonText } from "../texts/common";
import type { Language } from "../texts/language";
import { keepChoice } from "./cookie";

/** Turns the page into the other language, which it names in that language. */
export function LanguageSwitch({ language, text }: { language: Language; text: CommonText["language"] }) {
  const router = useRouter();
  const [isPending, start] = useTransition();
  const other: Language = language === "en" ? "zh-CN" : "en";
  return (
    <Button
      kind="quiet"
      size="small"
      lang={other}
      aria-busy={isPending}
      title={text.otherName}
      onClick={() => {
        keepChoice("lang", other);
        start(() => router.refresh());
      }}
    >
      {text.other}
    </Button>
  );
}
