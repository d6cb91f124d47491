/**
 * The script of a provenance page: waits until the phone has nothing better to do, then loads the verifier and lets it check the page.
 * Everything the page has to say is there without it.
 */
import { type PageWords, readJson } from "./words";

const words = readJson<PageWords>("check-words");
const button = document.getElementById("again") as HTMLButtonElement | null;
const live = document.getElementById("live");
const host = document.getElementById("host");
let isRunning = false;

/** Runs the check once; a second call while it runs does nothing. */
async function check(): Promise<void> {
  if (words === undefined || isRunning) return;
  isRunning = true;
  if (button) button.disabled = true;
  try {
    const { runCheck } = await import("./check");
    await runCheck(words);
  } finally {
    isRunning = false;
    if (button) {
      button.disabled = false;
      button.textContent = words.check.again;
    }
  }
}

/** Whoever asked to save data decides for himself. */
function mayStartAlone(): boolean {
  const connection = (navigator as { connection?: { saveData?: boolean } }).connection;
  return connection?.saveData !== true;
}

function whenIdle(action: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(action, { timeout: 3000 });
  else setTimeout(action, 1200);
}

if (host) host.textContent = location.host;
if (words && button && live) {
  button.hidden = false;
  button.addEventListener("click", () => void check());
  if (mayStartAlone()) {
    live.hidden = false;
    if (document.readyState === "complete") whenIdle(() => void check());
    else addEventListener("load", () => whenIdle(() => void check()), { once: true });
  }
}
