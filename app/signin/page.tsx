import type { Metadata } from "next";
import { Code } from "../design/code";
import { Notice } from "../design/notice";
import { pageCaller } from "../page-caller";
import { requestLanguage, requestTheme } from "../preferences";
import { PublicHeader } from "../shell/public-header";
import { consoleText } from "../texts/console";
import { Personas } from "./personas";

export async function generateMetadata(): Promise<Metadata> {
  return { title: consoleText[await requestLanguage()].signIn.title };
}

/** Choose a person to be; on other machines, why one cannot. */
export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ role?: string | string[] }>;
}) {
  const [language, theme, { role }, caller] = await Promise.all([
    requestLanguage(),
    requestTheme(),
    searchParams,
    pageCaller(),
  ]);
  const { isAllowed, personas } = await caller.auth.personas();
  const text = consoleText[language].signIn;
  return (
    <>
      <PublicHeader language={language} theme={theme} />
      <main id="content" className="mx-auto w-full max-w-5xl px-5 pt-10 pb-20 sm:px-8 sm:pt-16">
        <h1 className="font-serif text-display font-semibold tracking-[-0.01em]">{text.title}</h1>
        {isAllowed ? (
          <>
            <p className="mt-3 mb-12 max-w-(--measure) text-ink-soft">{text.intro}</p>
            {personas.length === 0 ? (
              <p className="text-ink-faint">{text.none}</p>
            ) : (
              <Personas
                personas={personas}
                language={language}
                first={typeof role === "string" ? role : undefined}
              />
            )}
          </>
        ) : (
          <Notice tone="info" title={text.elsewhere.title} className="mt-8">
            <p className="mt-1 max-w-(--measure)">{text.elsewhere.body}</p>
            <p className="mt-3">
              {text.elsewhere.address} <Code>http://localhost:{await port()}/signin</Code>
            </p>
          </Notice>
        )}
      </main>
    </>
  );
}

/** The port this server answers on, for the address to open on its own machine. */
async function port(): Promise<number> {
  const { runtime } = await import("@/server/runtime");
  return runtime().env.port;
}
