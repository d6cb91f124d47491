import { headers } from "next/headers";
import { runtime } from "@/server/runtime";
import type { Caller } from "@/server/trpc/router";

/** Makes the in-process caller of the present request, which acts as whoever its cookie signs in. */
export async function pageCaller(): Promise<Caller> {
  return runtime().caller(await headers());
}
