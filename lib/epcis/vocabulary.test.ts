import { describe, expect, it } from "vitest";
import { bareWord, type VocabularyName, vocabularies, webUri } from "./vocabulary";

describe("vocabularies", () => {
  it("have as many words as CBV 2.0 lists", () => {
    const counts = Object.fromEntries(
      Object.entries(vocabularies).map(([name, { words }]) => [name, words.size]),
    );
    expect(counts).toEqual({
      bizStep: 41,
      disposition: 33,
      bizTransactionType: 13,
      sourceDestinationType: 3,
      errorReason: 2,
      component: 14,
      measurementType: 72,
      sensorAlertType: 2,
    });
  });

  it("give back every word from every spelling of it", () => {
    for (const [name, { words, web, urn }] of Object.entries(vocabularies) as [
      VocabularyName,
      (typeof vocabularies)[VocabularyName],
    ][]) {
      for (const word of words) {
        const curie = web.replace("https://ref.gs1.org/cbv/", "cbv:").replace("https://gs1.org/voc/", "gs1:");
        const moved = web.replace("https://gs1.org/", "https://ref.gs1.org/");
        const spellings = [word, web + word, curie + word, moved + word, webUri(name, word)];
        if (urn !== null) spellings.push(urn + word);
        for (const spelling of spellings) expect(bareWord(name, spelling)).toBe(word);
      }
    }
  });

  it.each([
    ["bizStep", "https://ref.gs1.org/cbv/BizStep-transforming"],
    ["bizStep", "https://ref.gs1.org/cbv/Disp-active"],
    ["bizStep", "https://example.com/shipping"],
    ["bizStep", "constructor"],
    ["disposition", "urn:epcglobal:cbv:bizstep:shipping"],
  ] as const)("leave alone what is no word of %s: %s", (name, value) => {
    expect(bareWord(name, value)).toBe(value);
    expect(webUri(name, value)).toBe(value);
  });
});
