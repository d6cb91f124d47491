import { Notice } from "@/app/design/notice";
import { Time } from "@/app/design/time";
import { erasureText, reasonWords } from "@/app/texts/erasure";
import { type Language, textIn } from "@/app/texts/language";
import type { Outputs } from "../browser-client";

type ErasureNotice = NonNullable<Outputs["trace"]["event"]["erasure"]>;

/** Says that an event was erased: when, by whom, and why. */
export function ErasedNotice({
  erasure,
  language,
  className,
}: {
  /** Null before the record is in the database. */
  erasure: ErasureNotice | null;
  language: Language;
  className?: string;
}) {
  const text = erasureText[language];
  return (
    <Notice tone="caution" title={text.notice.title} {...(className === undefined ? {} : { className })}>
      {erasure === null ? (
        <p>{text.notice.pending}</p>
      ) : (
        <ul className="mt-1 grid gap-0.5">
          <li>
            {text.notice.by(erasure.name === null ? erasure.iss : textIn(language, erasure.name))},{" "}
            <Time at={erasure.at} language={language} />
          </li>
          <li>{text.notice.reason(reasonWords(text, erasure.reason))}</li>
          <li>
            {text.notice.entry} <span className="figures">{erasure.entry}</span>
          </li>
        </ul>
      )}
      <p className="mt-2 text-ink-soft">{text.notice.remains}</p>
    </Notice>
  );
}
