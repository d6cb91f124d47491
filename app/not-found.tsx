import { LinkButton } from "./design/button";
import { requestLanguage, requestTheme } from "./preferences";
import { PublicHeader } from "./shell/public-header";
import { commonText } from "./texts/common";

/** An address at which there is nothing. */
export default async function NotFound() {
  const [language, theme] = await Promise.all([requestLanguage(), requestTheme()]);
  const { notFound } = commonText[language];
  return (
    <>
      <PublicHeader language={language} theme={theme} />
      <main id="content" className="mx-auto w-full max-w-3xl px-5 py-20 sm:px-8">
        <h1 className="font-serif text-display font-semibold">{notFound.title}</h1>
        <p className="mt-3 mb-8 text-ink-soft">{notFound.body}</p>
        <LinkButton href="/">{notFound.home}</LinkButton>
      </main>
    </>
  );
}
