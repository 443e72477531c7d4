/** Which screen is shown, and the bar at the thumb. */

import { useEffect, useState } from "preact/hooks";

import { type Screen, home, onChange, screen, set, state } from "../app";
import { unsent } from "../logic/outbox";
import { t } from "../words";
import { Door } from "./door";
import { Meet } from "./meet";
import { More } from "./more";
import { Outbox } from "./outbox";
import { Household, Move, Outcome, PersonCard, TriedOnce } from "./person";
import { Today } from "./today";
import { VisitCard, Visited, Visits } from "./visits";

const BAR = ["today", "visits", "meet", "outbox", "more"] as const;

export function Page() {
  const [, redraw] = useState(0);
  useEffect(() => onChange(() => redraw((n) => n + 1)), []);
  if (!state.ready) return null;
  return (
    <>
      <NewVersion />
      {state.opened ? <Work /> : <Door />}
    </>
  );
}

function Work() {
  const now = screen();
  const onBar = (BAR as readonly string[]).includes(now.name);
  return (
    <div class={`work ${onBar ? "with-bar" : ""}`} key={JSON.stringify(now)}>
      <Shown now={now} />
      {onBar && <Bar now={now} />}
    </div>
  );
}

function Shown({ now }: { now: Screen }) {
  switch (now.name) {
    case "today":
      return <Today />;
    case "visits":
      return <Visits />;
    case "meet":
      return <Meet />;
    case "outbox":
      return <Outbox />;
    case "more":
      return <More />;
    case "person":
      return <PersonCard person={now.person} />;
    case "outcome":
      return <Outcome person={now.person} code={now.code} />;
    case "tried":
      return <TriedOnce person={now.person} found={now.found} />;
    case "move":
      return <Move person={now.person} moved={now.moved} />;
    case "household":
      return <Household person={now.person} />;
    case "visit":
      return <VisitCard visit={now.visit} />;
    case "visited":
      return <Visited visit={now.visit} answer={now.answer} />;
  }
}

function Bar({ now }: { now: Screen }) {
  const left = state.acts.filter(unsent).length;
  return (
    <nav class="bar" aria-label={t("bar")}>
      {BAR.map((name) => (
        <button key={name} data-bar={name} aria-current={now.name === name ? "page" : undefined} onClick={() => {
            set({ notice: null });
            home({ name });
          }}>
          {t(`bar.${name}`)}
          {name === "outbox" && left > 0 && <b class="count">{left}</b>}
        </button>
      ))}
    </nav>
  );
}

/** A new version waits until it is asked for: never in the middle of an answer. */
function NewVersion() {
  if (!state.update) return null;
  return (
    <button class="notice done wide" onClick={() => state.update?.postMessage("take over")}>
      {t("update")}
    </button>
  );
}
