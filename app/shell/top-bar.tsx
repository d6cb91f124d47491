import type { Theme } from "../preferences";
import { consoleText } from "../texts/console";
import type { Language } from "../texts/language";
import { AccountMenu } from "./account-menu";
import { type Destination, Navigation } from "./navigation";
import type { Principal } from "./principal";
import { SearchField } from "./search-field";
import { Wordmark } from "./wordmark";

/** The places each role works in. */
function destinations(language: Language, role: Principal["role"]): Destination[] {
  const { places } = consoleText[language].shell;
  const lots = { href: "/lots", label: places.lots };
  const capture = { href: "/capture", label: places.capture };
  const search = { href: "/search", label: places.search, also: ["/history", "/events"] };
  const ledger = { href: "/ledger", label: places.ledger };
  return role === "regulator" ? [search, ledger] : [lots, capture, ledger];
}

/** The bar over every console page: the mark, the places, the search, who is signed in. */
export function TopBar({
  principal,
  language,
  theme,
}: {
  principal: Principal;
  language: Language;
  theme: Theme;
}) {
  const text = consoleText[language].shell;
  const isRegulator = principal.role === "regulator";
  const navigation = (
    <Navigation label={text.navigation} destinations={destinations(language, principal.role)} />
  );
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-paper print:hidden">
      <div className="mx-auto flex h-14 max-w-7xl items-center gap-x-8 px-4 sm:px-6">
        <Wordmark language={language} size={24} />
        <div className="hidden grow md:block">{navigation}</div>
        <div className="hidden w-64 lg:block">
          <SearchField
            action={isRegulator ? "/search" : "/lots"}
            label={text.search.label}
            placeholder={isRegulator ? text.search.regulator : text.search.lots}
            hint={text.search.key}
          />
        </div>
        <div className="ml-auto min-w-0 md:ml-0">
          <AccountMenu principal={principal} language={language} theme={theme} />
        </div>
      </div>
      <div className="px-4 md:hidden">{navigation}</div>
    </header>
  );
}
