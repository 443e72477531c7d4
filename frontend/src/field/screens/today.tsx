/** The day's list: what is left on top, the most urgent and the nearest first. */

import { go, save, set, state, today } from "../app";
import { type Row, done, homeOf, matching, rows } from "../logic/rows";
import { HANDED, zeroSaid } from "../logic/overlay";
import { named, t } from "../words";
import { MarkTag, Notice, day, outcomeWords } from "./parts";
import { Strip } from "./strip";

export function Today() {
  const { bundle, acts, search, near } = state;
  const all = bundle ? rows(bundle, acts, today(), near) : [];
  const left = all.filter((row) => row.pending.length > 0);
  const finished = all.filter(done);
  const met = acts.filter((act) => act.entry?.act === "meet");
  const shown = together(matching(left, (row) => row.person, search));
  const found = matching(finished, (row) => row.person, search);
  return (
    <>
      <Strip />
      <main>
        <p class="tally">
          <span>
            {t("today.left")} <b data-left={left.length}>{left.length}</b>
          </span>
          <span class="quiet">
            {t("today.done")} <b data-done={finished.length}>{finished.length}</b>
          </span>
          <progress max={Math.max(1, left.length + finished.length)} value={finished.length} aria-label={t("today.done")} />
        </p>
        <Notice />
        {bundle && bundle.left_out_households > 0 && (
          <p class="notice due">{t("today.cap", { cap: bundle.cap_households, left: bundle.left_out_households })}</p>
        )}
        {(all.length > 0 || search) && (
          <label class="field search">
            <span class="sr">{t("search")}</span>
            <input type="search" placeholder={t("search")} value={search} onInput={(event) => set({ search: event.currentTarget.value })} />
          </label>
        )}
        {!bundle && <p class="quiet">{t(state.refreshing ? "today.fetching" : "today.none_yet")}</p>}
        <ul class="rows">{shown.map((group) => group.map((row, at) => <PersonRow key={row.person.person} row={row} first={at === 0} of={group.length} />))}</ul>
        {search && shown.length + found.length === 0 && <p class="quiet">{t("search.none")}</p>}
        {bundle && left.length === 0 && !search && <Nothing />}
        {(found.length > 0 || met.length > 0) && (
          <details class="done" open={search !== "" || left.length === 0}>
            <summary>{t("today.done_list", { count: found.length + met.length })}</summary>
            <ul class="rows">
              {found.map((row) => (
                <DoneRow key={row.person.person} row={row} />
              ))}
              {met.map((act) => (
                <li key={act.id} class="plain">
                  <b>{act.about}</b> {t("act.meet")} <MarkTag act={act} />
                </li>
              ))}
            </ul>
          </details>
        )}
      </main>
    </>
  );
}

/** Bring a household together where its first stands. */
function together(list: Row[]): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of list) {
    const key = homeOf(row.person);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

function PersonRow({ row, first, of }: { row: Row; first: boolean; of: number }) {
  const { person, pending } = row;
  const here = today();
  const lists = pending.map((check) => `${named("group", check.group)} ${check.list_on === here ? t("today.today") : day(check.list_on)}`);
  const overdue = pending.some((check) => check.list_on < here);
  const last = row.tried.at(-1);
  return (
    <>
      {first && of > 1 && (
        <li class="house">
          <span>
            {person.door} · {t("house.count", { count: of })}
          </span>
          <button class="button small" onClick={() => go({ name: "household", person: person.person })}>
            {t("house.together")}
          </button>
        </li>
      )}
      <li>
        <button class="person" data-person={person.person} onClick={() => go({ name: "person", person: person.person })}>
          <span class="name">{person.name}</span>
          <span class="door-no">{person.door || t("door.none")}</span>
          <span class={overdue ? "due" : "quiet"}>{[...new Set(lists)].join("、")}</span>
          {last && <span class="quiet tried">{named("found", last.found)}</span>}
        </button>
      </li>
    </>
  );
}

function DoneRow({ row }: { row: Row }) {
  const states = [...new Set(row.checks.filter((check) => check.state !== HANDED).map((check) => outcomeWords(check.state)))];
  const act = row.checks.find((check) => check.by)?.by;
  return (
    <li>
      <button class="person" data-person={row.person.person} onClick={() => go({ name: "person", person: row.person.person })}>
        <span class="name">{row.person.name}</span>
        <span class="door-no">{row.person.door}</span>
        <span>{states.join("、")}</span>
        {act && <MarkTag act={act} />}
      </button>
    </li>
  );
}

/** Zero is an answer: it is said, with one tap, and never assumed. */
function Nothing() {
  const on = today();
  const act = state.acts.find((one) => one.entry?.act === "zero" && one.entry.on === on);
  return (
    <section class="nothing">
      <p>{t("today.clear")}</p>
      {act && zeroSaid(state.acts, on) ? (
        <p>
          {t("zero.said")} <MarkTag act={act} />
        </p>
      ) : (
        <button class="button primary wide" onClick={() => void save({ act: "zero", on }, t("zero.about", { day: day(on) }))}>
          {t("zero.say")}
        </button>
      )}
    </section>
  );
}
