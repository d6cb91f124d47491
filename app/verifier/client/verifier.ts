/**
 * The script of the verifier page: keeps what was handed in, judges all of it anew after each change, and shows how it ended. Asks
 * nobody: the page's own policy forbids every request.
 */
import { phoneSuite } from "@/app/(scan)/client/phone-suite";
import { type Language, languageOf } from "@/app/texts/language";
import { type VerifierTexts, verifierTexts } from "@/app/texts/verifier";
import { byId, element, fill, pictogram } from "./dom";
import { bytesOfPaste, type HandedIn, handIn, judgeAll } from "./handed-in";
import { judgementElement, verdictElement } from "./show-result";
import { readTrust } from "./trust";

const suite = phoneSuite(globalThis.crypto?.subtle);
let language: Language = languageOf(undefined, navigator.languages.join(","));
let handedIn: HandedIn[] = [];
let pastes = 0;
/** Counts changes, so that a slow check of an earlier state is not shown over a later one. */
let round = 0;

function texts(): VerifierTexts {
  return verifierTexts[language];
}

/** Puts the words of the chosen language on everything that stands in the page from the start. */
function speak(): void {
  document.documentElement.lang = language;
  document.title = texts().title;
  for (const place of document.querySelectorAll<HTMLElement>("[data-text]")) {
    place.textContent = wordAt(place.dataset.text ?? "");
  }
  for (const place of document.querySelectorAll<HTMLElement>("[data-label]")) {
    place.setAttribute("aria-label", wordAt(place.dataset.label ?? ""));
  }
  for (const button of document.querySelectorAll<HTMLElement>("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
  byId("limits").replaceChildren(...texts().limits.lines.map((line) => element("li", {}, line)));
}

function wordAt(path: string): string {
  let value: unknown = texts();
  for (const name of path.split(".")) value = (value as Record<string, unknown>)[name];
  return String(value);
}

function showHandedIn(): void {
  const { evidence, kinds } = texts();
  const rows = handedIn.map((one) => {
    const label = fill(evidence.remove, { name: one.name });
    const remove = element(
      "button",
      { type: "button", class: "quiet", "aria-label": label },
      pictogram("cross"),
    );
    remove.addEventListener("click", () => {
      handedIn = handedIn.filter((other) => other !== one);
      byId("choose").focus();
      void change();
    });
    const kind = one.evidence === null ? (one.problem ?? "") : kinds[one.evidence.kind];
    return element(
      "li",
      one.evidence === null ? { class: "odd" } : {},
      element("span", { class: "file" }, one.name),
      element("span", { class: "kind" }, kind),
      remove,
    );
  });
  byId("files").replaceChildren(...rows);
  byId("clear").hidden = rows.length === 0;
}

/** Judges everything and shows it. */
async function change(): Promise<void> {
  const mine = ++round;
  showHandedIn();
  const trust = readTrust(byId<HTMLTextAreaElement>("trust").value, texts(), language === "en" ? ", " : "、");
  byId("trust-read").textContent = trust.words;
  byId("trust-read").classList.toggle("odd", trust.isProblem);
  const { judged, problems } = await judgeAll(suite, handedIn, trust.brought);
  if (mine !== round) return;
  byId("verdict").replaceChildren(verdictElement(judged, problems, texts()));
  byId("judgements").replaceChildren(...judged.map((one) => judgementElement(one, judged.length, texts())));
}

async function addFiles(files: Iterable<File>): Promise<void> {
  for (const file of files) {
    handedIn.push(handIn(file.name, new Uint8Array(await file.arrayBuffer())));
  }
  await change();
}

function listenForFiles(): void {
  const chooser = byId<HTMLInputElement>("choose");
  chooser.addEventListener("change", () => {
    void addFiles([...(chooser.files ?? [])]);
    chooser.value = "";
  });
  const drop = byId("drop");
  for (const type of ["dragover", "dragenter"] as const) {
    document.addEventListener(type, (event) => {
      event.preventDefault();
      drop.dataset.over = "";
    });
  }
  document.addEventListener("dragleave", () => delete drop.dataset.over);
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    delete drop.dataset.over;
    void addFiles([...(event.dataTransfer?.files ?? [])]);
  });
}

function listen(): void {
  listenForFiles();
  const paste = byId<HTMLTextAreaElement>("paste");
  byId("add").addEventListener("click", () => {
    if (paste.value.trim() === "") return;
    pastes++;
    handedIn.push(handIn(fill(texts().evidence.pasted, { n: pastes }), bytesOfPaste(paste.value)));
    paste.value = "";
    void change();
  });
  byId("clear").addEventListener("click", () => {
    handedIn = [];
    byId("choose").focus();
    void change();
  });
  const trust = byId<HTMLTextAreaElement>("trust");
  trust.addEventListener("input", () => void change());
  const policy = byId<HTMLInputElement>("choose-policy");
  policy.addEventListener("change", async () => {
    const [file] = policy.files ?? [];
    if (file === undefined) return;
    trust.value = await file.text();
    policy.value = "";
    await change();
  });
  for (const button of document.querySelectorAll<HTMLElement>("[data-language]")) {
    button.addEventListener("click", () => {
      language = button.dataset.language === "zh-CN" ? "zh-CN" : "en";
      speak();
      void change();
    });
  }
}

speak();
listen();
void change();
