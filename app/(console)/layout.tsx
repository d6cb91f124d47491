import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { pageCaller } from "@/app/page-caller";
import { requestLanguage, requestTheme } from "@/app/preferences";
import { SkipLink } from "@/app/shell/skip-link";
import { TopBar } from "@/app/shell/top-bar";
import { commonText } from "@/app/texts/common";

/** What surrounds every console page. Whoever is not signed in is led to the sign-in. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const [language, theme, caller] = await Promise.all([requestLanguage(), requestTheme(), pageCaller()]);
  const principal = await caller.auth.me();
  if (principal === null) redirect("/signin");
  return (
    <>
      <SkipLink label={commonText[language].skip} />
      <TopBar principal={principal} language={language} theme={theme} />
      <main id="content" className="mx-auto w-full max-w-7xl px-4 pb-20 sm:px-6">
        {children}
      </main>
    </>
  );
}
