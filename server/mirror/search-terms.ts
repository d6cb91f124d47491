/**
 * Names as search terms. A term is the rest of a name from the beginning of one of its words, or from any of its
 * Chinese characters, on; so "the name contains a word that begins so" is one prefix query of a GIN index, and
 * works for scripts that do not part their words.
 */

const termLengthMax = 64;
const termsMax = 64;

/** Characters that stand for a word each: Han, kana, Hangul. */
const ideograph = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const wordCharacter = /[\p{L}\p{N}]/u;

/** Folds a text for searching: compatibility forms, lower case, single spaces. */
export function foldText(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
}

/** Lists the terms of one folded name, longest first, at most 64. */
function termsOf(folded: string): string[] {
  const characters = [...folded];
  const terms: string[] = [];
  let isInWord = false;
  for (let i = 0; i < characters.length && terms.length < termsMax; i++) {
    const character = characters[i] ?? "";
    const isWord = wordCharacter.test(character);
    if (isWord && (!isInWord || ideograph.test(character))) {
      terms.push(
        characters
          .slice(i, i + termLengthMax)
          .join("")
          .trimEnd(),
      );
    }
    isInWord = isWord;
  }
  return terms;
}

/** Writes one term as a quoted lexeme of a tsvector or tsquery. */
function quoteLexeme(term: string): string {
  return `'${term.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

/** Writes the terms of some texts as a tsvector; nulls are skipped. */
export function searchTerms(texts: (string | null)[]): string {
  const terms = new Set(texts.flatMap((text) => (text === null ? [] : termsOf(foldText(text)))));
  return [...terms].sort().map(quoteLexeme).join(" ");
}

/** Writes the tsquery for names with a term that begins with `text`; null when it holds no letter or digit. */
export function searchQuery(text: string): string | null {
  const folded = [...foldText(text)].slice(0, termLengthMax).join("").trimEnd();
  return wordCharacter.test(folded) ? `${quoteLexeme(folded)}:*` : null;
}
