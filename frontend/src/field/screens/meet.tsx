/** Somebody met at the door who is on no list. */

import { useState } from "preact/hooks";

import { home, save, set } from "../app";
import { named, t } from "../words";
import { Save } from "./parts";
import { Strip } from "./strip";

const REASONS = ["met", "from-key-area", "through-key-area", "from-abroad"] as const;
const FIELDS = ["name", "number", "phone", "address"] as const;
type Form = Record<(typeof FIELDS)[number], string> & { reason: string; note: string };
const EMPTY: Form = { name: "", number: "", phone: "", address: "", reason: "met", note: "" };

export function Meet() {
  const [form, setForm] = useState(EMPTY);
  async function keep(): Promise<void> {
    const { name, number, phone, address, reason, note } = form;
    if (!name.trim()) return set({ notice: { text: t("meet.name_needed"), bad: true } });
    const told = { name: name.trim(), number: number.normalize("NFKC").trim().toUpperCase(), phone: phone.trim(), address: address.trim(), reason };
    const noted = note.trim() ? { note: note.trim() } : {};
    if (await save({ act: "meet", ...told, ...noted }, [told.name, told.address].filter(Boolean).join(" "))) {
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
              inputMode={field === "phone" ? "tel" : "text"}
              maxLength={120}
              value={form[field]}
              onInput={(event) => setForm({ ...form, [field]: event.currentTarget.value })}
            />
          </label>
        ))}
        <fieldset>
          <legend>{t("meet.reason")}</legend>
          {REASONS.map((reason) => (
            <label class="tick" key={reason}>
              <input type="radio" name="reason" checked={form.reason === reason} onChange={() => setForm({ ...form, reason })} />
              {named("group", reason)}
            </label>
          ))}
        </fieldset>
        <label class="field">
          {t("note")}
          <textarea rows={2} maxLength={500} value={form.note} onInput={(event) => setForm({ ...form, note: event.currentTarget.value })} />
        </label>
      </main>
      <Save onSave={() => void keep()} sticky={false} />
    </>
  );
}
