"use client";

import { useEffect, useState } from "react";
import { Button } from "@/app/design/button";
import { ErrorNotice } from "@/app/design/error-notice";
import { commonText } from "@/app/texts/common";
import type { Language } from "@/app/texts/language";

/** What stands in place of a page that could not be made. */
export default function ConsoleError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const [language, setLanguage] = useState<Language>("en");
  useEffect(() => {
    if (document.documentElement.lang === "zh-CN") setLanguage("zh-CN");
  }, []);
  const text = commonText[language];
  return (
    <div className="grid max-w-(--measure) gap-4 pt-12">
      <ErrorNotice
        title={text.failed.title}
        detail={error.digest}
        action={<Button onClick={reset}>{text.retry}</Button>}
      />
      <p className="text-ink-soft">{text.failed.body}</p>
    </div>
  );
}
