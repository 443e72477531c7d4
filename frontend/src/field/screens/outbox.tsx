/** What this phone wrote down, with its marks: saved here, sent, in the books, and what asks for a person. */

import { useState } from "preact/hooks";

import { countyNow, go, retry, set, state, today } from "../app";
import { copied, handOut, outboxFile } from "../device/outbox_file";
import { type Mark, unsent } from "../logic/outbox";
import { type Act, claimed } from "../logic/overlay";
import { t, named } from "../words";
import { MarkTag, Notice, actWords, instant } from "./parts";
import { Strip } from "./strip";

const FIRST: Mark[] = ["refused", "conflict"];

export function Outbox() {
  const acts = [...state.acts].reverse();
  const look = acts.filter((act) => FIRST.includes(act.mark) || act.stuck);
  const rest = acts.filter((act) => !look.includes(act));
  const left = acts.filter(unsent).length;
  return (
    <>
      <Strip />
      <main>
        <h1>{t("outbox.title")}</h1>
        <Notice />
        <p>{t(left ? "outbox.left" : "outbox.clear", { count: left })}</p>
        <div class="row">
          <button class="button" onClick={() => void retry()}>
            {t("outbox.send")}
          </button>
          <SaveFile left={left} />
        </div>
        {state.evictable && left > 0 && <p class="notice due">{t("outbox.evictable")}</p>}
        {look.length > 0 && <h3>{t("outbox.look")}</h3>}
        <ul class="acts">
          {[...look, ...rest].map((act) => (
            <Line key={act.id} act={act} />
          ))}
        </ul>
      </main>
    </>
  );
}

function Line({ act }: { act: Act }) {
  const person = personOf(act);
  return (
    <li data-act={act.id}>
      <p>
        <b>{act.about || t(`act.${act.act}`)}</b> {actWords(act)}
      </p>
      <p>
        <MarkTag act={act} /> <span class="quiet">{instant(act.saved_at + (countyNow() - Date.now()), today())}</span>
      </p>
      {act.acknowledgement && act.mark !== "booked" && <p class="quiet">{t("ack.short", { number: act.acknowledgement })}</p>}
      {act.text && <p class="bad">{act.text}</p>}
      {(act.mark === "refused" || act.mark === "conflict" || act.stuck) && <p>{named("do", act.stuck ? "stuck" : act.mark)}</p>}
      {act.mark === "sent" && <p class="quiet">{t("do.sent")}</p>}
      {act.entry?.photo && <p class="quiet">{t("photo.with")}</p>}
      {person !== undefined && (FIRST.includes(act.mark) || unsent(act)) && (
        <button class="button small" onClick={() => go({ name: "person", person })}>
          {t("outbox.correct")}
        </button>
      )}
    </li>
  );
}

/** Whose card an act can be corrected on, if they are still this phone's. */
function personOf(act: Act): number | undefined {
  const { entry } = act;
  const checks = entry?.act === "tried" ? (entry.checks ?? []) : entry && entry.act !== "visit" ? claimed(entry) : [];
  return state.bundle?.checks.find((check) => checks.includes(check.case))?.person;
}

export function SaveFile({ left }: { left: number }) {
  const [busy, setBusy] = useState(false);
  // A browser inside another app downloads nothing and shares nothing: what is shown there can still be pasted.
  const [shown, setShown] = useState("");
  async function make(as: "file" | "text"): Promise<void> {
    if (!state.opened) return;
    setBusy(true);
    const now = Date.now();
    const text = await outboxFile(state.opened, state.acts, now, new Date().getTimezoneOffset(), as === "file");
    if (as === "file") await handOut(`tongchou-${new Date(now).toISOString().slice(0, 16).replace(/\D/g, "")}.json`, text);
    else setShown(text);
    const said = as === "file" ? "outbox.filed" : (await copied(text)) ? "outbox.copied" : "outbox.to_copy";
    setBusy(false);
    set({ notice: { text: t(said), bad: false } });
  }
  return (
    <>
      <button class="button" disabled={busy || left === 0} onClick={() => void make("file")}>
        {t("outbox.file")}
      </button>
      <button class="button" disabled={busy || left === 0} onClick={() => void make("text")}>
        {t("outbox.copy")}
      </button>
      {shown && left > 0 && (
        <label class="field whole">
          {t("outbox.text")}
          <textarea rows={3} readOnly value={shown} onFocus={(event) => event.currentTarget.select()} />
        </label>
      )}
    </>
  );
}
