/** Somebody met at the door who is on no list. Only the name must be known; an outcome may be given at once. */

import { useState } from "preact/hooks";

import { type Said, home, save, set, state, today } from "../app";
import { common } from "../logic/overlay";
import { t } from "../words";
import { Save, outcomeWords } from "./parts";
import { Strip } from "./strip";

const FIELDS = ["name", "address", "phone", "number", "source_area"] as const;
type Field = (typeof FIELDS)[number] | "arrived_on" | "outcome" | "note";
type Form = Record<Field, string>;
const EMPTY: Form = { name: "", address: "", phone: "", number: "", source_area: "", arrived_on: "", outcome: "", note: "" };
const WIDE = { name: 60, address: 120, phone: 30, number: 30, source_area: 60 };

export function Meet() {
  const [form, setForm] = useState(EMPTY);
  const change = (field: Field, text: string) => setForm({ ...form, [field]: text });
  async function keep(): Promise<void> {
    const told = Object.fromEntries(Object.entries(form).flatMap(([field, text]) => (text.trim() ? [[field, text.trim()]] : []))) as Partial<Form>;
    if (!told.name) return set({ notice: { text: t("meet.name_needed"), bad: true } });
    const said: Said = { act: "meet", ...told };
    if (await save(said, [told.name, told.address].filter(Boolean).join(" "))) {
      setForm(EMPTY);
      home();
    }
  }
  return (
    <>
      <Strip />
      <main>
        <h1>{t("meet.title")}</h1>
        {FIELDS.map((field) => (
          <label class="field" key={field}>
            {t(`meet.${field}`)}
            <input
              autocomplete="off"
              name={field}
              inputMode={field === "phone" ? "tel" : "text"}
              maxLength={WIDE[field]}
              value={form[field]}
              onInput={(event) => change(field, event.currentTarget.value)}
            />
          </label>
        ))}
        <label class="field">
          {t("meet.arrived_on")}
          <input type="date" max={today()} value={form.arrived_on} onInput={(event) => change("arrived_on", event.currentTarget.value)} />
        </label>
        <label class="field">
          {t("meet.outcome")}
          <select value={form.outcome} onChange={(event) => change("outcome", event.currentTarget.value)}>
            <option value="">{t("meet.later")}</option>
            {(state.bundle ? common(state.bundle, ["met"]) : []).map((code) => (
              <option key={code} value={code}>
                {outcomeWords(code)}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          {t("note")}
          <textarea rows={2} maxLength={500} value={form.note} onInput={(event) => change("note", event.currentTarget.value)} />
        </label>
      </main>
      <Save onSave={() => void keep()} sticky={false} />
    </>
  );
}
