import { HomeView } from "./home/home-view";
import { pageCaller } from "./page-caller";
import { requestLanguage, requestTheme } from "./preferences";
import { consoleHome } from "./shell/console-home";
import { consoleText } from "./texts/console";
import { homeText } from "./texts/home";

/** The start page. */
export default async function HomePage() {
  const [language, theme, caller] = await Promise.all([requestLanguage(), requestTheme(), pageCaller()]);
  const [me, sample] = await Promise.all([caller.auth.me(), caller.lots.sample()]);
  const door =
    me === null
      ? { href: "/signin", label: homeText[language].signIn }
      : { href: consoleHome(me.role), label: consoleText[language].shell.home };
  return <HomeView language={language} theme={theme} sample={sample} console={door} />;
}
