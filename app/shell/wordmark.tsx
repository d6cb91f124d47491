import Link from "next/link";
import { SealMark } from "../design/seal-mark";
import type { Language } from "../texts/language";

/** The mark and the name in both scripts, the reader's own first. Leads home. */
export function Wordmark({ language, size = 26 }: { language: Language; size?: number }) {
  const [first, second] =
    language === "en"
      ? [
          { text: "Suyuan", lang: "en" },
          { text: "溯源", lang: "zh-CN" },
        ]
      : [
          { text: "溯源", lang: "zh-CN" },
          { text: "Suyuan", lang: "en" },
        ];
  return (
    <Link href="/" className="flex min-h-8 shrink-0 items-center gap-2.5 whitespace-nowrap no-underline">
      <SealMark size={size} />
      <span className="flex items-baseline gap-1.5 font-serif leading-none">
        <span lang={first?.lang} className="text-lead font-semibold tracking-tight">
          {first?.text}
        </span>
        <span lang={second?.lang} className="text-small text-ink-faint max-sm:hidden">
          {second?.text}
        </span>
      </span>
    </Link>
  );
}
