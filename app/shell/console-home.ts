import type { Principal } from "./principal";

/** Where the console of a role begins. */
export function consoleHome(role: Principal["role"]): string {
  return role === "regulator" ? "/search" : "/lots";
}
