/** Finds a Chromium for the browser tests, and installs one where that is possible without asking. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

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

function apt(...words) {
  const result = spawnSync("apt-get", words, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return result.status === 0;
}

/** Returns the path of a Chromium, or undefined after a line that says what to install. */
export function findChromium() {
  const found = installedChromium();
  if (found !== undefined) return found;
  const canInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (canInstall) {
    console.log("installing Chromium and a Chinese font (apt-get) …");
    apt("update", "-qq");
    // The font is for the pictures' sake; tests pass without it.
    if (apt("install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk"))
      return installedChromium();
  }
  console.error("no Chromium: install chromium or google-chrome, or set CHROMIUM_PATH to one");
  return undefined;
}
