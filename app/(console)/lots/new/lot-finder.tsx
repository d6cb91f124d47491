"use client";

import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { browserClient } from "@/app/browser-client";
import { classNames } from "@/app/design/class-names";
import { inputClass } from "@/app/design/field";
import { formatNumber } from "@/app/design/format";
import { Icon } from "@/app/design/icons";
import { batchText } from "@/app/texts/batch";
import { type Language, textIn } from "@/app/texts/language";
import { unitSymbol } from "@/app/texts/units";
import { canonicalItemId } from "@/lib/digital-link/epc-uri";
import type { InputLot } from "./form-state";

const pauseMs = 180;

/** A lot named in full by what was typed: a Digital Link or an EPC URN of a lot. */
function typedLot(text: string): InputLot | undefined {
  const id = canonicalItemId(text.trim());
  const parts = /^https:\/\/id\.gs1\.org\/01\/(\d{14})\/10\/([^/]+)$/.exec(id);
  if (parts === null) return undefined;
  const [, gtin = "", lot = ""] = parts;
  const nothing = { productName: null, quantity: null, uom: null, eventTime: null };
  return { id, gtin, lot: decodeURIComponent(lot), ...nothing };
}

/** Asks for lots that fit, a moment after the last key. Undefined while the answer is awaited. */
function useFoundLots(text: string, isOpen: boolean): InputLot[] | undefined {
  const [found, setFound] = useState<{ text: string; lots: InputLot[] }>();
  useEffect(() => {
    if (!isOpen) return;
    let isStale = false;
    const timer = setTimeout(() => {
      const typed = typedLot(text);
      browserClient.lots.inputs
        .query({ text: typed?.lot ?? text })
        .catch((): InputLot[] => [])
        .then((lots) => {
          const rest = lots.filter((lot) => lot.id !== typed?.id);
          if (!isStale) setFound({ text, lots: typed === undefined ? rest : [typed, ...rest] });
        });
    }, pauseMs);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [text, isOpen]);
  return found?.text === text ? found.lots : undefined;
}

/** The keys of a list below a text field: arrows move, Enter chooses, Escape closes. What is typed begins again at the top. */
function useListKeys({
  typed,
  count,
  isOpen,
  setOpen,
  choose,
}: {
  typed: string;
  count: number;
  isOpen: boolean;
  setOpen: (isOpen: boolean) => void;
  choose: (index: number) => void;
}) {
  const [moved, setMoved] = useState({ typed, to: 0 });
  const current = moved.typed === typed ? Math.min(moved.to, Math.max(0, count - 1)) : 0;
  const actionOf = (key: string): (() => void) | undefined => {
    if (key === "ArrowDown") return isOpen ? () => setMoved({ typed, to: current + 1 }) : () => setOpen(true);
    if (key === "ArrowUp") return () => setMoved({ typed, to: Math.max(0, current - 1) });
    if (key === "Enter") return isOpen ? () => choose(current) : () => {};
    return key === "Escape" ? () => setOpen(false) : undefined;
  };
  const onKey = (event: KeyboardEvent): void => {
    const action = event.ctrlKey || event.metaKey ? undefined : actionOf(event.key);
    if (action === undefined) return;
    event.preventDefault();
    action();
  };
  return { current, onKey };
}

/** A text field that finds lots as one types; arrows choose, Enter adds (ARIA combobox with a list). */
export function LotFinder({
  language,
  taken,
  onAdd,
}: {
  language: Language;
  /** Ids that are in the list already. */
  taken: string[];
  onAdd: (lot: InputLot) => void;
}) {
  const text = batchText[language].inputs;
  const id = useId();
  const [typed, setTyped] = useState("");
  const [isOpen, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const lots = useFoundLots(typed, isOpen)?.filter((lot) => !taken.includes(lot.id));
  const add = (lot: InputLot | undefined): void => {
    if (lot === undefined) return;
    onAdd(lot);
    setTyped("");
    setOpen(false);
    field.current?.focus();
  };
  const { current, onKey } = useListKeys({
    typed,
    count: lots?.length ?? 0,
    isOpen,
    setOpen,
    choose: (index) => add(lots?.[index]),
  });
  return (
    <div className="relative">
      <span className="pointer-events-none absolute top-0 left-3 grid h-10 place-items-center text-ink-faint">
        <Icon name="search" />
      </span>
      <input
        ref={field}
        role="combobox"
        aria-label={text.find}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && lots?.[current] !== undefined ? `${id}-${current}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={text.placeholder}
        className={classNames(inputClass, "h-10 pl-9!")}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKey}
      />
      <p aria-live="polite" className={lots?.length === 0 ? "mt-1 text-small text-ink-faint" : "sr-only"}>
        {isOpen && lots !== undefined ? (lots.length === 0 ? text.none : text.found(lots.length)) : ""}
      </p>
      <LotList
        id={id}
        lots={isOpen ? lots : undefined}
        current={current}
        language={language}
        onChoose={add}
      />
    </div>
  );
}

/** The lots that were found; hidden while there is no answer. */
function LotList({
  id,
  lots,
  current,
  language,
  onChoose,
}: {
  id: string;
  lots: InputLot[] | undefined;
  current: number;
  language: Language;
  onChoose: (lot: InputLot) => void;
}) {
  const text = batchText[language].inputs;
  return (
    <div
      id={`${id}-list`}
      role="listbox"
      aria-label={text.find}
      hidden={lots === undefined || lots.length === 0}
      className="absolute inset-x-0 top-11 z-10 max-h-80 overflow-auto rounded-box border border-line bg-sheet py-1 shadow-lift"
    >
      {lots?.map((lot, i) => (
        <LotOption
          key={lot.id}
          id={`${id}-${i}`}
          lot={lot}
          isCurrent={i === current}
          language={language}
          onChoose={() => onChoose(lot)}
        />
      ))}
    </div>
  );
}

/** One lot to choose. */
function LotOption({
  id,
  lot,
  isCurrent,
  language,
  onChoose,
}: {
  id: string;
  lot: InputLot;
  isCurrent: boolean;
  language: Language;
  onChoose: () => void;
}) {
  const name = lot.productName === null ? lot.gtin : textIn(language, lot.productName);
  const option = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isCurrent) option.current?.scrollIntoView({ block: "nearest" });
  }, [isCurrent]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox takes the keys
    <div
      ref={option}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isCurrent}
      // The field must not lose the focus before the choice is made.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
      className={classNames(
        "flex cursor-pointer items-baseline justify-between gap-4 px-3 py-1.5 hover:bg-wash",
        isCurrent && "bg-link-wash",
      )}
    >
      <span className="min-w-0 truncate">
        {name} <span className="font-mono text-small text-ink-soft">{lot.lot}</span>
      </span>
      <span className="figures shrink-0 text-small text-ink-faint">
        {lot.quantity === null
          ? ""
          : `${formatNumber(language, lot.quantity)} ${unitSymbol(language, lot.uom ?? undefined)}`}
      </span>
    </div>
  );
}
