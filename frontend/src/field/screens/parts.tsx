/** Small pieces that every screen uses. */

import type { ComponentChildren } from "preact";

import { back, state } from "../app";
import { countyDay, countyTime } from "../logic/figures";
import type { Mark } from "../logic/outbox";
import type { Act } from "../logic/overlay";
import type { Resident } from "../logic/rows";
import { named, t } from "../words";

/** Each mark has a shape and a word of its own: colour only repeats them. */
const SHAPES: Record<Mark, string> = { saved: "○", sent: "◐", booked: "●", waiting: "◔", conflict: "≠", refused: "✕" };

export function MarkTag({ act }: { act: Act }) {
  const number = act.acknowledgement && act.mark === "booked" ? ` ${t("ack.short", { number: act.acknowledgement })}` : "";
  return (
    <span class={`mark ${act.mark}`} data-mark={act.mark}>
      <span aria-hidden="true">{SHAPES[act.mark]}</span> {t(`mark.${act.mark}`)}
      {number}
    </span>
  );
}

export function Head({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <header class="head">
      <button class="back" onClick={back} aria-label={t("back")}>
        ‹
      </button>
      <h1>{title}</h1>
      {children}
    </header>
  );
}

export function Notice() {
  const { notice } = state;
  const act = notice?.act && state.acts.find((one) => one.id === notice.act);
  return notice ? (
    <p class={`notice ${notice.bad ? "bad" : "done"}`} role={notice.bad ? "alert" : "status"}>
      {act && <MarkTag act={act} />} {notice.text}
    </p>
  ) : null;
}

export function Who({ person }: { person: Resident }) {
  return (
    <section class="who">
      <h2>{person.name}</h2>
      <p>
        <b>{person.address || t("door.none")}</b> <span class="quiet">{person.number_masked}</span>
      </p>
      {person.phone ? (
        <a class="button wide" href={`tel:${person.phone}`}>
          {t("call")} {person.phone}
        </a>
      ) : (
        <p class="quiet">{t("call.none")}</p>
      )}
    </section>
  );
}

/** 3月20日, or 20 Mar. */
export function day(on: string): string {
  const [, month = "", date = ""] = on.split("-");
  return t("day", { month: Number(month), date: Number(date), name: named("month", month) });
}

/** 14:20 of today, 3月19日 14:20 of another day; by the county's clock. */
export function instant(ms: number, today: string): string {
  const on = countyDay(ms);
  return on === today ? countyTime(ms) : `${day(on)} ${countyTime(ms)}`;
}

export function outcomeWords(code: string): string {
  const rules = Object.values(state.bundle?.outcomes ?? {}).flat();
  return named("state", code, rules.find((rule) => rule.code === code)?.title ?? code);
}

/** Return an act in a few words: 陳某某 已排除. */
export function actWords(act: Act): string {
  const entry = act.entry;
  if (!entry) return t(`act.${act.act}`);
  if (entry.outcomes) return [...new Set(Object.values(entry.outcomes))].map(outcomeWords).join("、");
  if (entry.found) return named("found", entry.found);
  if (entry.answer) return named("visit", entry.answer);
  return t(`act.${act.act}`);
}

interface Saving {
  onSave: () => void;
  label?: string;
  blocked?: boolean;
  /** Stays at the thumb while the rest scrolls; a long form has it at its end instead. */
  sticky?: boolean;
}

export function Save({ onSave, label, blocked = false, sticky = true }: Saving) {
  return (
    <div class={sticky ? "save sticky" : "save"}>
      <Notice />
      <button class="button primary wide" disabled={blocked} onClick={onSave}>
        {label ?? t("save")}
      </button>
    </div>
  );
}
