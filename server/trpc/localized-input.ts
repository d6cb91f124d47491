import type { LocalizedText } from "@/server/auth/principal";
import { type InputObject, objectInput, optionalTextInput } from "./input";

/** Reads a text in both languages; either may be empty. @throws DomainError malformed */
export function localizedInput(input: InputObject, name: string, lengthMax = 200): LocalizedText {
  const text = objectInput(input[name] ?? {});
  return {
    en: optionalTextInput(text, "en", lengthMax)?.trim() ?? "",
    "zh-CN": optionalTextInput(text, "zh-CN", lengthMax)?.trim() ?? "",
  };
}
