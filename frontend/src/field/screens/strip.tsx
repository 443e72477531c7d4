/** The strip on top of every screen of the day: where, who, and how it stands with the server. */

import { home, screen, state } from "../app";
import { clockError } from "../logic/figures";
import { unsent } from "../logic/outbox";
import { t } from "../words";

export function Strip() {
  const { bundle, opened, problem, acts, session } = state;
  const waiting = acts.filter(unsent).length;
  const off = clockError(state.clock_off);
  const line = problem === "signed_out" ? "signed_out" : problem ? `problem.${problem}` : waiting ? "sending" : "online";
  const bad = acts.filter((act) => act.mark === "conflict" || act.mark === "refused" || act.stuck).length;
  return (
    <header class="strip">
      <p class="place">
        <b>{bundle?.cell.name ?? t("title")}</b> <span>{session?.name || opened?.corner.username}</span>
      </p>
      <button class={`status ${problem ? "off" : ""}`} onClick={() => home({ name: "outbox" })} data-unsent={waiting}>
        <span>{t(`status.${line}`)}</span>
        {waiting > 0 && <b>{t("status.unsent", { count: waiting })}</b>}
        {bad > 0 && <b class="bad">{t("status.look", { count: bad })}</b>}
      </button>
      {problem === "signed_out" && (
        <button class="notice due wide" onClick={() => home({ name: "more" })}>
          {t("status.sign_in")}
        </button>
      )}
      {state.refusal && (
        <p class="notice bad" role="alert">
          {state.refusal}
        </p>
      )}
      {off !== null && screen().name === "today" && (
        <p class="notice due" data-clock={off}>
          {t(off > 0 ? "clock.behind" : "clock.ahead", span(Math.abs(off)))}
        </p>
      )}
    </header>
  );
}

/** 5 minutes, 3 hours, 12 days. */
function span(minutes: number): { time: string } {
  if (minutes < 120) return { time: t("span.minutes", { count: minutes }) };
  if (minutes < 2880) return { time: t("span.hours", { count: Math.round(minutes / 60) }) };
  return { time: t("span.days", { count: Math.round(minutes / 1440) }) };
}
