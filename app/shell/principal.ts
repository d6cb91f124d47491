import type { Outputs } from "../browser-client";

/** Who is signed in, as the interface tells. */
export type Principal = NonNullable<Outputs["auth"]["me"]>;
