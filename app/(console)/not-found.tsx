import { LinkButton } from "@/app/design/button";
import { EmptyState } from "@/app/design/empty-state";
import { PageHead } from "@/app/design/page-head";
import { pageCaller } from "@/app/page-caller";
import { requestLanguage } from "@/app/preferences";
import { consoleHome } from "@/app/shell/console-home";
import { commonText } from "@/app/texts/common";
import { consoleText } from "@/app/texts/console";

/** An address within the console at which there is nothing, or nothing of the member's. */
export default async function ConsoleNotFound() {
  const [language, caller] = await Promise.all([requestLanguage(), pageCaller()]);
  const me = await caller.auth.me();
  const { notFound } = commonText[language];
  return (
    <>
      <PageHead title={notFound.title} />
      <EmptyState
        title={notFound.body}
        action={
          <LinkButton href={me === null ? "/" : consoleHome(me.role)}>
            {consoleText[language].shell.home}
          </LinkButton>
        }
      />
    </>
  );
}
