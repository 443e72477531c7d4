/** What may go with an answer: a temperature, a photo, a note, and who told it by telephone. */

import { useRef, useState } from "preact/hooks";

import { type Said, newPhotoId, set, state } from "../app";
import type { Photo } from "../device/outbox";
import { shrink } from "../device/photos";
import { FEVER, tenths } from "../logic/figures";
import { t } from "../words";

export interface Details {
  temperature: string;
  note: string;
  telephone: boolean;
  told_by: string;
  photo: Photo | null;
}

export const NONE: Details = { temperature: "", note: "", telephone: false, told_by: "", photo: null };

/** Return the parts of the act, or null where the temperature cannot be one; the screen says so. */
export function partsOf(details: Details): Partial<Said> | null {
  const temperature = tenths(details.temperature);
  if (temperature !== null && Number.isNaN(temperature)) {
    set({ notice: { text: t("temperature.wrong"), bad: true } });
    return null;
  }
  // A colleague goes by number; anybody else's name stays words, in the sealed note.
  const teller = details.told_by.trim();
  const colleague = state.bundle?.team.find((one) => one.name === teller);
  return {
    ...(temperature === null ? {} : { temperature_tenths: temperature }),
    ...(details.note.trim() ? { note: details.note.trim() } : {}),
    ...(details.telephone ? { how: "telephone" as const } : {}),
    ...(details.telephone && teller ? { told_by: colleague?.user ?? teller } : {}),
  };
}

interface Asked {
  value: Details;
  onChange: (details: Details) => void;
  temperature?: boolean;
  photo?: boolean;
  telephone?: boolean;
}

/** What the list asks for is open; the rest is one tap away. */
export function DetailFields({ value, onChange, temperature = false, photo = false, telephone = true }: Asked) {
  const change = (part: Partial<Details>) => onChange({ ...value, ...part });
  return (
    <>
      {temperature && <Temperature value={value.temperature} onChange={(text) => change({ temperature: text })} />}
      {photo && <Camera value={value.photo} onChange={(taken) => change({ photo: taken })} asked />}
      <details class="more">
        <summary>{t(telephone ? "details.more" : "details.note")}</summary>
        {!temperature && <Temperature value={value.temperature} onChange={(text) => change({ temperature: text })} />}
        <label class="field">
          {t("note")}
          <textarea rows={3} maxLength={500} value={value.note} onInput={(event) => change({ note: event.currentTarget.value })} />
        </label>
        {!photo && <Camera value={value.photo} onChange={(taken) => change({ photo: taken })} />}
        {telephone && <Telephone value={value} change={change} />}
      </details>
    </>
  );
}

function Temperature({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const read = tenths(value);
  return (
    <label class="field">
      {t("temperature")}
      <input inputMode="decimal" class="short" placeholder="36.5" value={value} onInput={(event) => onChange(event.currentTarget.value)} />
      {read !== null && read >= FEVER && <span class="due">{t("temperature.fever")}</span>}
    </label>
  );
}

function Telephone({ value, change }: { value: Details; change: (part: Partial<Details>) => void }) {
  const team = state.bundle?.team ?? [];
  return (
    <>
      <label class="tick">
        <input type="checkbox" checked={value.telephone} onChange={(event) => change({ telephone: event.currentTarget.checked })} />
        {t("telephone")}
      </label>
      {value.telephone && (
        <label class="field">
          {t("telephone.who")}
          <input list="team" value={value.told_by} onInput={(event) => change({ told_by: event.currentTarget.value })} />
          <datalist id="team">
            {team.map((one) => (
              <option key={one.user} value={one.name} />
            ))}
          </datalist>
        </label>
      )}
    </>
  );
}

function Camera({ value, onChange, asked = false }: { value: Photo | null; onChange: (photo: Photo | null) => void; asked?: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [working, setWorking] = useState(false);
  async function take(file: File | undefined): Promise<void> {
    if (!file) return;
    setWorking(true);
    try {
      const bytes = await shrink(file);
      onChange({ id: newPhotoId(), bytes });
      const image = await createImageBitmap(new Blob([bytes]));
      const board = canvas.current;
      if (board) {
        board.width = 240;
        board.height = Math.round((240 * image.height) / image.width);
        board.getContext("2d")!.drawImage(image, 0, 0, board.width, board.height);
      }
    } catch {
      set({ notice: { text: t("photo.unreadable"), bad: true } });
    }
    setWorking(false);
  }
  return (
    <div class="field">
      <label class="button">
        {t(working ? "photo.working" : value ? "photo.again" : asked ? "photo.asked" : "photo.take")}
        <input type="file" accept="image/*" capture="environment" class="hidden" onChange={(event) => void take(event.currentTarget.files?.[0])} />
      </label>
      <canvas ref={canvas} class={value ? "picture" : "gone"} aria-label={t("photo")} />
    </div>
  );
}
