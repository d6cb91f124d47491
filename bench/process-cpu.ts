import { readFileSync } from "node:fs";

/** Clock ticks a second, in which Linux tells CPU time, on every machine Node runs on. */
const ticksPerSecond = 100;

/** Returns the CPU time a process has used so far, all its threads, ms; null where the system does not tell (only Linux does). */
export function cpuMsOf(pid: number | undefined): number | null {
  try {
    // proc_pid_stat(5): utime and stime are fields 14 and 15; the name, field 2, may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksPerSecond;
  } catch {
    return null;
  }
}
