import type { Role } from "@/lib/membership/roles";

/** A text in each language of the product. */
export interface LocalizedText {
  en: string;
  "zh-CN": string;
}

/** Which console a person works in. */
export type ConsoleRole = "manufacturer" | "partner" | "regulator" | "operator";

/** A signed-in person, acting for one member of the log. */
export interface Principal {
  personId: string;
  /** The member's URI: the `iss` of the statements signed for this person. */
  iss: string;
  name: LocalizedText;
  memberName: LocalizedText;
  /** The member's roles in the log. */
  roles: Role[];
  role: ConsoleRole;
}
