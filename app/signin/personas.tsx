"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { browserClient, failureOf, type Outputs } from "../browser-client";
import { ErrorNotice } from "../design/error-notice";
import { Icon } from "../design/icons";
import { consoleHome } from "../shell/console-home";
import { consoleText } from "../texts/console";
import { type Language, textIn } from "../texts/language";

export type Persona = Outputs["auth"]["personas"]["personas"][number];
type Role = Persona["role"];

const roleOrder: Role[] = ["manufacturer", "partner", "regulator", "operator"];

/** One person as a wide button: the name, then whom they act for. */
function PersonaButton({
  persona,
  language,
  isBusy,
  onEnter,
}: {
  persona: Persona;
  language: Language;
  isBusy: boolean;
  onEnter: () => void;
}) {
  const name = textIn(language, persona.name);
  const member = textIn(language, persona.memberName);
  return (
    <button
      type="button"
      onClick={onEnter}
      disabled={isBusy}
      className="group flex min-h-14 w-full items-center justify-between gap-4 border-b border-line py-2.5 text-left hover:border-ink disabled:opacity-55"
    >
      <span className="min-w-0">
        <span className="sr-only">{consoleText[language].signIn.enter} </span>
        <span className="block font-serif text-lead font-semibold leading-(--leading-snug)">{member}</span>
        <span className="block text-small text-ink-soft">{name}</span>
      </span>
      <span className="text-ink-faint transition-transform group-hover:translate-x-1 group-hover:text-seal">
        <Icon name="arrow" />
      </span>
    </button>
  );
}

/** The persons one may be, by role; `first` is the role one came for. */
export function Personas({
  personas,
  language,
  first,
}: {
  personas: Persona[];
  language: Language;
  first: string | undefined;
}) {
  const text = consoleText[language].signIn;
  const router = useRouter();
  const [busy, setBusy] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const enter = async (persona: Persona): Promise<void> => {
    setBusy(persona.id);
    setProblem(undefined);
    try {
      const { role } = await browserClient.auth.signIn.mutate(persona.id);
      router.push(consoleHome(role));
      router.refresh();
    } catch (error) {
      setProblem(failureOf(error).message);
      setBusy(undefined);
    }
  };
  const roles = roleOrder
    .filter((role) => personas.some((persona) => persona.role === role))
    .sort((a, b) => Number(b === first) - Number(a === first));
  return (
    <div className="grid gap-10">
      {problem === undefined ? null : <ErrorNotice title={text.failed} detail={problem} />}
      {roles.map((role) => (
        <section
          key={role}
          aria-labelledby={`role-${role}`}
          className="grid gap-x-10 gap-y-2 md:grid-cols-[13rem_1fr]"
        >
          <div className="pt-3">
            <h2 id={`role-${role}`} className="text-text font-semibold">
              {text.roles[role].name}
            </h2>
            <p className="text-small text-ink-faint">{text.roles[role].body}</p>
          </div>
          <ul className="grid gap-x-10 border-t border-line sm:grid-cols-2">
            {personas
              .filter((persona) => persona.role === role)
              .map((persona) => (
                <li key={persona.id}>
                  <PersonaButton
                    persona={persona}
                    language={language}
                    isBusy={busy !== undefined}
                    onEnter={() => void enter(persona)}
                  />
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
