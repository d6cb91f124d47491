import { describe, expect, test } from "vitest";
import { emptyForm, type FormState, formReducer, lineNumber, problemsOf, withoutBlanks } from "./form-state";

const berries = {
  id: "https://id.gs1.org/01/09521011000014/10/F1",
  gtin: "09521011000014",
  lot: "F1",
  productName: { en: "Field crates", "zh-CN": "田间筐" },
  quantity: 624,
  uom: "KGM",
  eventTime: null,
};

const line = (time: string, temperature = "3") => ({ time, temperature, humidity: "" });

describe("suggestions", () => {
  test("follow the product and the day while nobody has typed over them", () => {
    let state: FormState = formReducer(emptyForm, { type: "lotSuggested", lot: "261121-A" });
    state = formReducer(state, { type: "lotSuggested", lot: "261122-A" });
    expect(state.draft.lot).toBe("261122-A");
    state = formReducer(state, { type: "changed", patch: { lot: "MINE" } });
    state = formReducer(state, { type: "lotSuggested", lot: "261123-A" });
    expect(state.draft.lot).toBe("MINE");
    state = formReducer(state, { type: "dateSuggested", date: "2026-11-28" });
    expect(formReducer(state, { type: "dateSuggested", date: "2026-11-29" }).draft.bestBefore).toBe(
      "2026-11-29",
    );
  });

  test("alone make no draft worth keeping; a choice does", () => {
    const filled = formReducer(emptyForm, { type: "filledIn", patch: { time: "2026-11-21T10:00" } });
    expect(filled.isEdited).toBe(false);
    expect(formReducer(filled, { type: "lotSuggested", lot: "A" }).isEdited).toBe(false);
    expect(formReducer(filled, { type: "changed", patch: { quantity: "1" } }).isEdited).toBe(true);
  });
});

describe("input lots", () => {
  test("come with what is known of them, and go without a trace in the draft", () => {
    const added = formReducer(emptyForm, { type: "inputAdded", lot: berries });
    expect(added.draft.inputs).toEqual([{ epc: berries.id, quantity: "624", uom: "KGM" }]);
    expect(added.known[berries.id]?.lot).toBe("F1");
    expect(formReducer(added, { type: "inputRemoved", index: 0 }).draft.inputs).toEqual([]);
  });
});

describe("readings", () => {
  const draft = {
    ...emptyForm.draft,
    offset: "+08:00",
    readings: [line("2026-11-21 10:00"), line("", ""), line("never")],
  };

  test("pasted lines take the place of the line they were pasted into", () => {
    const state = formReducer(
      { ...emptyForm, draft },
      { type: "readingsPut", at: 1, readings: [line("a"), line("b")] },
    );
    expect(state.draft.readings.map(({ time }) => time)).toEqual(["2026-11-21 10:00", "a", "b", "never"]);
  });

  test("lines of a file are called by the numbers they have there, typed ones by their place", () => {
    const state = formReducer(
      { ...emptyForm, draft: { ...draft, readings: [line("typed")] }, fileLines: [null] },
      { type: "readingsPut", at: 1, readings: [line("a"), line("b")], fileLines: [2, 4] },
    );
    expect([0, 1, 2].map((index) => lineNumber(state, index))).toEqual([1, 2, 4]);
    const shorter = formReducer(state, { type: "readingRemoved", index: 1 });
    expect(lineNumber(shorter, 1)).toBe(4);
  });

  test("blank lines are not sent, and problems still name the line one sees", () => {
    expect(withoutBlanks(draft).readings).toHaveLength(2);
    expect(problemsOf(draft, 0).filter(({ path }) => path.startsWith("readings"))).toEqual([
      { path: "readings[2].time", kind: "time", got: "never" },
    ]);
  });
});

test("what the server refused stands until the form is changed", () => {
  const refused = formReducer(emptyForm, { type: "refused", refused: { lot: "used before" } });
  expect(refused.refused).toEqual({ lot: "used before" });
  expect(formReducer(refused, { type: "changed", patch: { lot: "B" } }).refused).toEqual({});
});
