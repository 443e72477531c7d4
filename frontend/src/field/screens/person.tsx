/** A person's card, and the answers that begin there. */

import { useState } from "preact/hooks";

import { type Said, go, home, save, set, state, today } from "../app";
import type { Check } from "../contract";
import { common, tipOf } from "../logic/overlay";
import { type Row, done, housemates, rows } from "../logic/rows";
import { named, t } from "../words";
import { DetailFields, NONE, partsOf } from "./details";
import { Head, MarkTag, Save, Who, day, instant, outcomeWords } from "./parts";

const FOUND = ["nobody-home", "refused"] as const;

export function rowOf(person: number): Row | undefined {
  const { bundle, acts, near } = state;
  return bundle ? rows(bundle, acts, today(), near).find((row) => row.person.person === person) : undefined;
}

/** The checks that an answer is about: those pending, or all of them where it corrects. */
export function asked(row: Row): Row["checks"] {
  return row.pending.length ? row.pending : row.checks;
}

function tipsOf(checks: readonly Check[], handing = false): Record<string, string> {
  const { acts, bundle } = state;
  const tip = (check: Check) => tipOf(check.case, handing ? check.place_tip : check.tip, acts, bundle!, handing);
  return Object.fromEntries(checks.map((check) => [check.case, tip(check)]));
}

/** Every outcome that some of the checks may have, those that all may have first. */
function outcomesOf(checks: readonly Check[]): string[] {
  const bundle = state.bundle!;
  const groups = checks.map((check) => check.group);
  return [...new Set([...common(bundle, groups), ...groups.flatMap((group) => common(bundle, [group]))])];
}

export function Gone() {
  return (
    <>
      <Head title={t("gone.title")} />
      <main>
        <p>{t("gone.text")}</p>
      </main>
    </>
  );
}

export function PersonCard({ person }: { person: number }) {
  const row = rowOf(person);
  const [correcting, setCorrecting] = useState(false);
  if (!row) return <Gone />;
  const finished = done(row) || row.pending.length === 0;
  const house = housemates(rows(state.bundle!, state.acts, today()), row);
  return (
    <>
      <Head title={t("person.title")} />
      <main>
        <Who person={row.person} />
        <ul class="facts">
          {row.checks.map((check) => (
            <li key={check.case}>
              <b>{named("group", check.group)}</b> {day(check.list_on)} <span class="quiet">{check.list}</span>
              {check.by && (
                <>
                  <br />
                  {outcomeWords(check.state)} <MarkTag act={check.by} />
                </>
              )}
            </li>
          ))}
          {row.tried.map((one) => (
            <li key={one.at} class="quiet">
              {instant(Date.parse(one.at), today())} {named("found", one.found)}
            </li>
          ))}
        </ul>
        {finished && !correcting ? (
          <button class="button wide" onClick={() => setCorrecting(true)}>
            {t("person.correct")}
          </button>
        ) : (
          <Choices row={row} house={house} correcting={finished} />
        )}
      </main>
    </>
  );
}

function Choices({ row, house, correcting }: { row: Row; house: Row[]; correcting: boolean }) {
  const { person } = row.person;
  return (
    <>
      {correcting && <p class="quiet">{t("person.correcting")}</p>}
      {!correcting && house.length > 1 && (
        <button class="button wide" onClick={() => go({ name: "household", person })}>
          {t("house.together_count", { count: house.length })}
        </button>
      )}
      <h3>{t("person.outcome")}</h3>
      <div class="choices">
        {outcomesOf(asked(row)).map((code) => (
          <button class="button" key={code} data-outcome={code} onClick={() => go({ name: "outcome", person, code })}>
            {outcomeWords(code)}
          </button>
        ))}
      </div>
      {!correcting && (
        <>
          <h3>{t("person.not_met")}</h3>
          <div class="choices">
            {FOUND.map((found) => (
              <button class="button" key={found} data-found={found} onClick={() => go({ name: "tried", person, found })}>
                {t(`found.${found}`)}
              </button>
            ))}
            <button class="button" data-found="absent" onClick={() => go({ name: "tried", person, found: "absent" })}>
              {t("found.absent")}
            </button>
            <button class="button" data-found="unreachable" onClick={() => go({ name: "tried", person, found: "unreachable" })}>
              {t("found.unreachable")}
            </button>
          </div>
          <h3>{t("person.elsewhere")}</h3>
          <div class="choices">
            <button class="button" data-move="moved" onClick={() => go({ name: "move", person, moved: true })}>
              {t("move.moved")}
            </button>
            <button class="button" data-move="hand" onClick={() => go({ name: "move", person, moved: false })}>
              {t("move.hand")}
            </button>
          </div>
        </>
      )}
    </>
  );
}

/** Whom an act is about, for the list of acts: kept sealed with it. */
export function about(row: Row): string {
  return [row.person.name, row.person.door].filter(Boolean).join(" ");
}

/** The checks of a person that may have an outcome, and those that may not. */
function taking(row: Row, code: string): [Row["checks"], Row["checks"]] {
  const may = (check: Check) => (state.bundle!.outcomes[check.group] ?? []).some((rule) => rule.code === code);
  const checks = asked(row);
  return [checks.filter(may), checks.filter((check) => !may(check))];
}

export function Outcome({ person, code }: { person: number; code: string }) {
  const row = rowOf(person);
  const [details, setDetails] = useState(NONE);
  if (!row) return <Gone />;
  const [checks, others] = taking(row, code);
  const rules = checks.flatMap((check) => (state.bundle!.outcomes[check.group] ?? []).filter((rule) => rule.code === code));
  const photo = checks.some((check) => check.photo_asked);
  async function keep(): Promise<void> {
    const parts = partsOf(details);
    if (!parts) return;
    const outcomes = Object.fromEntries(checks.map((check) => [check.case, code]));
    const said: Said = { act: "outcome", outcomes, after: tipsOf(checks), ...parts };
    if (await save(said, about(row!), details.photo ?? undefined)) finish(row!);
  }
  return (
    <>
      <Head title={row.person.name} />
      <main>
        <p class="said">{outcomeWords(code)}</p>
        {checks.length > 1 && <p class="quiet">{t("outcome.lists", { lists: checks.map((check) => named("group", check.group)).join("、") })}</p>}
        {others.length > 0 && <p class="due">{t("outcome.others", { lists: others.map((check) => named("group", check.group)).join("、") })}</p>}
        {rules.some((rule) => rule.restricts) && <p class="due">{t("outcome.restricts")}</p>}
        <DetailFields value={details} onChange={setDetails} temperature={rules.some((rule) => rule.asks_temperature)} photo={photo} />
      </main>
      <Save onSave={() => void keep()} />
    </>
  );
}

function finish(row: Row): void {
  state.near = row.person.door;
  state.search = "";
  home();
}

export function TriedOnce({ person, found }: { person: number; found: string }) {
  const row = rowOf(person);
  const [details, setDetails] = useState(NONE);
  if (!row) return <Gone />;
  async function keep(): Promise<void> {
    const parts = partsOf(details);
    if (!parts) return;
    const checks = asked(row!).map((check) => check.case);
    if (await save({ act: "tried", checks, found, ...parts }, about(row!), details.photo ?? undefined)) finish(row!);
  }
  return (
    <>
      <Head title={row.person.name} />
      <main>
        <p class="said">{named("found", found)}</p>
        <p class="quiet">{t("tried.stays")}</p>
        <DetailFields value={details} onChange={setDetails} />
      </main>
      <Save onSave={() => void keep()} />
    </>
  );
}

export function Move({ person, moved }: { person: number; moved: boolean }) {
  const row = rowOf(person);
  const [to, setTo] = useState(moved ? "outside" : "");
  const [address, setAddress] = useState("");
  if (!row) return <Gone />;
  async function keep(): Promise<void> {
    if (!to) return set({ notice: { text: t("move.choose"), bad: true } });
    if (moved && !address.trim()) return set({ notice: { text: t("move.address_needed"), bad: true } });
    const checks = row!.pending;
    const note = address.trim() ? { note: t("move.note", { address: address.trim() }) } : {};
    const said: Said = { act: "hand_over", checks: checks.map((check) => check.case).sort((a, b) => a - b), to, after: tipsOf(checks, true), ...note };
    if (await save(said, about(row!))) finish(row!);
  }
  const places = [...(state.bundle?.cells ?? []), { code: "outside", name: t("move.outside") }];
  return (
    <>
      <Head title={row.person.name} />
      <main>
        <p class="said">{t(moved ? "move.moved" : "move.hand")}</p>
        <label class="field">
          {t("move.address")}
          <textarea rows={2} maxLength={200} value={address} onInput={(event) => setAddress(event.currentTarget.value)} />
        </label>
        <fieldset>
          <legend>{t("move.to")}</legend>
          {places.map((place) => (
            <label class="tick" key={place.code}>
              <input type="radio" name="to" checked={to === place.code} onChange={() => setTo(place.code)} />
              {place.name}
            </label>
          ))}
        </fieldset>
      </main>
      <Save onSave={() => void keep()} />
    </>
  );
}

export function Household({ person }: { person: number }) {
  const row = rowOf(person);
  const house = row ? housemates(rows(state.bundle!, state.acts, today()), row) : [];
  const [chosen, setChosen] = useState<Record<number, string>>({});
  const [details, setDetails] = useState(NONE);
  if (!row || !house.length) return <Gone />;
  const shared = common(state.bundle!, house.flatMap((one) => one.pending.map((check) => check.group)));
  const answered = house.filter((one) => chosen[one.person.person]);
  async function keep(): Promise<void> {
    const parts = partsOf(details);
    if (!parts) return;
    const pairs = answered.flatMap((one) => taking(one, chosen[one.person.person]!)[0].map((check) => ({ check, code: chosen[one.person.person]! })));
    if (!pairs.length) return set({ notice: { text: t("house.choose"), bad: true } });
    const outcomes = Object.fromEntries(pairs.map(({ check, code }) => [check.case, code]));
    const names = answered.map((one) => one.person.name).join("、");
    const said: Said = { act: "outcome", outcomes, after: tipsOf(pairs.map(({ check }) => check)), ...parts };
    if (await save(said, `${names} ${row!.person.door}`, details.photo ?? undefined)) finish(row!);
  }
  return (
    <>
      <Head title={t("house.title", { door: row.person.door })} />
      <main>
        <p class="said">{house.map((one) => one.person.name).join("、")}</p>
        <h3>{t("house.all")}</h3>
        <div class="choices">
          {shared.map((code) => (
            <button class="button" key={code} data-all={code} aria-pressed={house.every((one) => chosen[one.person.person] === code)} onClick={() => setChosen(Object.fromEntries(house.map((one) => [one.person.person, code])))}>
              {outcomeWords(code)}
            </button>
          ))}
        </div>
        <h3>{t("house.each")}</h3>
        {house.map((one) => (
          <label class="field" key={one.person.person}>
            {one.person.name} <span class="quiet">{one.person.number_masked}</span>
            <select
              value={chosen[one.person.person] ?? ""}
              onChange={(event) => setChosen({ ...chosen, [one.person.person]: event.currentTarget.value })}
            >
              <option value="">{t("house.not_now")}</option>
              {outcomesOf(one.pending).map((code) => (
                <option key={code} value={code}>
                  {outcomeWords(code)}
                </option>
              ))}
            </select>
          </label>
        ))}
        <DetailFields value={details} onChange={setDetails} />
      </main>
      <Save onSave={() => void keep()} label={t("house.save", { count: answered.length })} blocked={answered.length === 0} />
    </>
  );
}
