/** Finds a Chromium for the browser tests, and installs one where that is possible without asking. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { installPackages } from "./apt.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

const macPaths = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Returns the path of an installed one; undefined when there is none. */
function installedChromium() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...candidates, ...macPaths].find((path) => existsSync(path));
}

/** Returns the path of a Chromium, or undefined after a line that says what to install. */
export function findChromium() {
  const found = installedChromium();
  if (found !== undefined) return found;
  // The font is for the pictures' sake; tests pass without it.
  if (installPackages("Chromium and a Chinese font", "chromium", "fonts-noto-cjk"))
    return installedChromium();
  console.error("no Chromium: install chromium or google-chrome, or set CHROMIUM_PATH to one");
  return undefined;
}
