/** The due visits of people observed at home: one answer a day each. */

import { useState } from "preact/hooks";

import { type Said, go, home, save, state, today } from "../app";
import { DUE } from "../contract";
import { tipOf } from "../logic/overlay";
import { type VisitRow, matching, visitRows } from "../logic/rows";
import { named, t } from "../words";
import { DetailFields, NONE, partsOf } from "./details";
import { Head, MarkTag, Notice, Save, Who, day } from "./parts";
import { Gone } from "./person";
import { Strip } from "./strip";

const ANSWERS = ["seen", "not-seen", "symptoms", "by-telephone"] as const;

export function Visits() {
  const all = state.bundle ? visitRows(state.bundle, state.acts) : [];
  const left = all.filter((row) => row.state === DUE);
  return (
    <>
      <Strip />
      <main>
        <p class="tally">
          <span>
            {t("visits.left")} <b data-visits={left.length}>{left.length}</b>
          </span>
          <span class="quiet">
            {t("today.done")} <b>{all.length - left.length}</b>
          </span>
          <progress max={Math.max(1, all.length)} value={all.length - left.length} aria-label={t("today.done")} />
        </p>
        <Notice />
        {all.length === 0 && <p class="quiet">{t("visits.none")}</p>}
        <ul class="rows">
          {matching(all, (row) => row.who, state.search).map((row) => (
            <li key={row.case}>
              <button class="person" data-visit={row.case} onClick={() => go({ name: "visit", visit: row.case })}>
                <span class="name">{row.who.name}</span>
                <span class="door-no">{row.who.door}</span>
                <span class={row.state === DUE && row.due_on < today() ? "due" : "quiet"}>
                  {row.state === DUE ? t("visits.due", { day: day(row.due_on) }) : named("visit", row.state)}
                </span>
                {row.by && <MarkTag act={row.by} />}
              </button>
            </li>
          ))}
        </ul>
      </main>
    </>
  );
}

function rowOf(visit: number): VisitRow | undefined {
  return state.bundle ? visitRows(state.bundle, state.acts).find((row) => row.case === visit) : undefined;
}

export function VisitCard({ visit }: { visit: number }) {
  const row = rowOf(visit);
  if (!row) return <Gone />;
  return (
    <>
      <Head title={t("visit.title", { day: day(row.due_on) })} />
      <main>
        <Who person={row.who} />
        {row.state !== DUE && (
          <p>
            {named("visit", row.state)} {row.by && <MarkTag act={row.by} />}
          </p>
        )}
        <h3>{t(row.state === DUE ? "visit.how" : "visit.correct")}</h3>
        <div class="choices">
          {ANSWERS.map((answer) => (
            <button class="button" key={answer} data-answer={answer} onClick={() => go({ name: "visited", visit, answer })}>
              {t(`visit.${answer}`)}
            </button>
          ))}
        </div>
      </main>
    </>
  );
}

export function Visited({ visit, answer }: { visit: number; answer: string }) {
  const row = rowOf(visit);
  const [details, setDetails] = useState({ ...NONE, telephone: answer === "by-telephone" });
  if (!row) return <Gone />;
  async function keep(): Promise<void> {
    const parts = partsOf(details);
    if (!parts) return;
    const after = { [visit]: tipOf(visit, row!.tip, state.acts, state.bundle!) };
    const said: Said = { act: "visit", visits: [visit], answer, after, ...parts };
    if (await save(said, `${row!.who.name} ${row!.who.door}`, details.photo ?? undefined)) home({ name: "visits" });
  }
  return (
    <>
      <Head title={row.who.name} />
      <main>
        <p class="said">{named("visit", answer)}</p>
        {answer === "symptoms" && <p class="due">{t("visit.symptoms_do")}</p>}
        <DetailFields value={details} onChange={setDetails} temperature={answer !== "not-seen"} />
      </main>
      <Save onSave={() => void keep()} />
    </>
  );
}
