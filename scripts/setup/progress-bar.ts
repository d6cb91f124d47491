/** How far something long is: a bar that redraws itself on a terminal, a line now and then anywhere else. On stderr. */

export interface Progress {
  show(what: string, state: { done: number; total: number }): void;
  /** Takes the bar away, so that a line can be written. */
  clear(): void;
}

const redrawMs = 100;
const lineMs = 10_000;
const cells = 24;

/** Makes the progress of this process's stderr. */
export function makeProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  const everyMs = stream.isTTY ? redrawMs : lineMs;
  let what = "";
  let since = { atMs: 0, done: 0 };
  let shownAtMs = performance.now();
  let isShown = false;
  return {
    show(now, state) {
      const atMs = performance.now();
      if (now !== what) {
        what = now;
        since = { atMs, done: state.done };
      }
      if (atMs - shownAtMs < everyMs) return;
      shownAtMs = atMs;
      const seconds = (atMs - since.atMs) / 1000;
      const line = progressLine(what, { ...state, rate: (state.done - since.done) / seconds });
      stream.write(stream.isTTY ? `\r\u001b[2K${bar(state)} ${line}` : `${line}\n`);
      isShown = stream.isTTY;
    },
    clear() {
      if (isShown) stream.write("\r\u001b[2K");
      isShown = false;
    },
  };
}

/** Writes e.g. `ledger: 1,024 of 4,096 entries, 310,000/s, 12 s left`. */
export function progressLine(
  what: string,
  { done, total, rate }: { done: number; total: number; rate: number },
): string {
  const counted = `${what}: ${number(done)} of ${number(total)} entries`;
  if (!(rate > 0) || !Number.isFinite(rate)) return counted;
  return `${counted}, ${number(Math.round(rate))}/s, ${duration((total - done) / rate)} left`;
}

function bar({ done, total }: { done: number; total: number }): string {
  const filled = total === 0 ? cells : Math.floor((Math.min(done, total) / total) * cells);
  return `[${"█".repeat(filled)}${"░".repeat(cells - filled)}]`;
}

function duration(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function number(value: number): string {
  return value.toLocaleString("en");
}
