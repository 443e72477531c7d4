/** The page's one state and what may be done to it. Screens read it and call these; nothing else writes it. */

import type { Bundle, Entry, Session, SyncAnswer } from "./contract";
import * as outbox from "./device/outbox";
import { type Problem, Sender } from "./device/sender";
import * as server from "./device/server";
import * as sealing from "./device/sealing";
import { isFull, persisted, store } from "./device/store";
import * as vault from "./device/vault";
import { countyDay, zoned } from "./logic/figures";
import { answered } from "./logic/outbox";
import type { Act } from "./logic/overlay";
import { uuid7 } from "./logic/uuid7";
import { type Language, speak, t } from "./words";

/** The page locks after so long without a touch. */
export const LOCK_AFTER = 10 * 60_000;
const BUNDLE_EVERY = 15 * 60_000;
const MINUTE = 60_000;

export type Screen =
  | { name: "today" }
  | { name: "visits" }
  | { name: "meet" }
  | { name: "outbox" }
  | { name: "more" }
  | { name: "person"; person: number }
  | { name: "outcome"; person: number; code: string }
  | { name: "tried"; person: number; found: string }
  | { name: "move"; person: number; moved: boolean }
  | { name: "household"; person: number }
  | { name: "visit"; visit: number }
  | { name: "visited"; visit: number; answer: string };

export interface State {
  ready: boolean;
  language: Language;
  corners: vault.Glimpse[];
  /** Who the server's session is: undefined until it was asked. */
  session: Session | null | undefined;
  admitted: vault.Admitted | null;
  opened: vault.Opened | null;
  bundle: Bundle | null;
  acts: Act[];
  screens: Screen[];
  search: string;
  /** The door last acted at. */
  near: string;
  problem: Problem | null;
  /** What the server says against this user or phone, in words. */
  refusal: string;
  refreshing: boolean;
  /** Seconds by which the phone is behind; 0 where it is right. */
  clock_off: number;
  evictable: boolean;
  update: ServiceWorker | null;
  /** What just happened; `act`: the one that was saved, whose mark follows it. */
  notice: { text: string; bad: boolean; act?: string } | null;
}

export const state: State = {
  ready: false,
  language: "zh-hant",
  corners: [],
  session: undefined,
  admitted: null,
  opened: null,
  bundle: null,
  acts: [],
  screens: [{ name: "today" }],
  search: "",
  near: "",
  problem: null,
  refusal: "",
  refreshing: false,
  clock_off: 0,
  evictable: false,
  update: null,
  notice: null,
};

let draw = () => {};

export function onChange(redraw: () => void): void {
  draw = redraw;
}

export function set(changes: Partial<State>): void {
  Object.assign(state, changes);
  draw();
}

// ---- time ----

/** Return the county's present instant, by the phone's clock put right. */
export function countyNow(): number {
  return Date.now() + (state.opened?.corner.clock_ahead ?? 0);
}

export function today(): string {
  return countyDay(countyNow());
}

function phoneTime(): string {
  return zoned(Date.now(), new Date().getTimezoneOffset());
}

// ---- going from screen to screen: the phone's own back button works, and no address says who is looked at ----

export function screen(): Screen {
  return state.screens.at(-1)!;
}

export function go(to: Screen): void {
  state.screens.push(to);
  history.pushState(state.screens.length, "");
  set({ notice: null });
  window.scrollTo(0, 0);
}

export function back(): void {
  history.back();
}

/** Go to one of the screens of the bottom bar, or to the list after an act; the way back leads out, not through old screens. */
export function home(to: Screen = { name: "today" }): void {
  const depth = state.screens.length;
  set({ screens: [to] });
  window.scrollTo(0, 0);
  if (depth > 1) history.go(1 - depth);
}

export function popped(depth: unknown): void {
  const left = state.screens.slice(0, typeof depth === "number" ? Math.max(1, depth) : 1);
  if (left.length < state.screens.length) set({ screens: left, notice: null });
}

// ---- signing in, the PIN ----

export async function corners(): Promise<void> {
  set({ corners: await vault.glimpses() });
}

/** Sign in, register this phone, and go on to the PIN. Throws what the server said. */
export async function signIn(username: string, password: string, cell: string): Promise<void> {
  await server.session();
  const session = await server.signIn(username, password);
  set({ session });
  if (!session.must_change) await admit(session, cell);
}

/** Register this phone for whoever is signed in. A corner that still opens needs no new PIN. */
export async function admit(session: Session, cell: string): Promise<void> {
  const kept = await store.corners.get(session.user);
  const { signing, public_key } = kept ?? (await sealing.newPair());
  const id = kept?.device ?? uuid7(Date.now(), sealing.random(10));
  const before = Date.now();
  const device = await server.register(id, public_key, label(), phoneTime(), cell);
  const ahead = Math.round(Date.parse(device.server_time) - (before + Date.now()) / 2);
  await store.corners.update(session.user, { signed_out: false, cell });
  await corners();
  set({ admitted: { session, device, id, signing, public_key, ahead, cell }, refusal: "" });
}

function label(): string {
  return /\(([^)]*)\)/.exec(navigator.userAgent)?.[1]?.slice(0, 60) ?? "";
}

export async function choosePin(pin: string): Promise<void> {
  if (!state.admitted) return;
  enter(await vault.settle(state.admitted, pin));
}

/** Return false where the PIN is wrong. */
export async function unlock(user: string, pin: string): Promise<boolean> {
  const opened = await vault.unlock(user, pin);
  if (!opened) {
    await corners();
    return false;
  }
  await enter(opened);
  return true;
}

async function enter(opened: vault.Opened): Promise<void> {
  const [acts, bundle] = await Promise.all([outbox.load(opened), vault.heldBundle(opened)]);
  const clock_off = opened.corner.clock_off;
  set({ opened, acts, bundle, admitted: null, screens: [{ name: "today" }], clock_off, problem: null, refusal: "" });
  touched();
  void connect();
  set({ evictable: !(await persisted()) });
}

/** Forget keys and people in memory. What is on the disk stays, sealed. */
export async function lock(): Promise<void> {
  const seen = await vault.glimpses();
  set({ opened: null, bundle: null, acts: [], search: "", near: "", screens: [{ name: "today" }], notice: null, admitted: null, corners: seen });
}

/** Sign out: wipe the people here at once, end the session as soon as the server is reached. */
export async function signOut(): Promise<void> {
  const user = state.opened?.corner.user;
  if (!user) return;
  await vault.wipe(user);
  await lock();
  try {
    await server.signOut();
    set({ session: null });
  } catch {
    localStorage.setItem("tongchou-end-session", user);
    set({ session: undefined });
  }
}

/** End a session that could not be ended when its user signed out without a network. */
async function endOldSession(session: Session | null): Promise<Session | null> {
  const user = localStorage.getItem("tongchou-end-session");
  if (!user || !session) return session;
  if (session.user === user && state.opened?.corner.user !== user) {
    await server.signOut();
    localStorage.removeItem("tongchou-end-session");
    return null;
  }
  localStorage.removeItem("tongchou-end-session");
  return session;
}

let last_touch = Date.now();

export function touched(): void {
  last_touch = Date.now();
}

// ---- the server ----

const sender = new Sender({
  opened: () => state.opened,
  acts: () => state.acts,
  changed: (acts) => {
    const by = new Map(acts.map((act) => [act.id, act]));
    set({ acts: state.acts.map((act) => by.get(act.id) ?? act) });
  },
  told: (answer: SyncAnswer) => set({ clock_off: answer.clock_off_seconds }),
  went: (problem) => set({ problem }),
});

/** Ask who is signed in, renew the phone, send, and fetch the people. Safe to call at any time. */
export async function connect(): Promise<void> {
  try {
    const session = await endOldSession(await server.session());
    set({ session });
    const opened = state.opened;
    if (!opened) return;
    // Another's session must never send this worker's acts.
    if (session?.user !== opened.corner.user) return set({ problem: "signed_out" });
    const before = Date.now();
    const { device, public_key, cell } = opened.corner;
    const said = await server.register(device, public_key, label(), phoneTime(), cell);
    const ahead = Math.round(Date.parse(said.server_time) - (before + Date.now()) / 2);
    await vault.note(opened, { clock_ahead: ahead, clock_off: said.clock_off_seconds, wipe_after_days: said.wipe_after_days });
    set({ problem: null, refusal: "", clock_off: said.clock_off_seconds });
    await sender.run(true);
    await refresh();
  } catch (error) {
    refused(error);
  }
}

/** Fetch the people anew. */
export async function refresh(): Promise<void> {
  const opened = state.opened;
  if (!opened || state.refreshing) return;
  set({ refreshing: true });
  try {
    const bundle = await server.bundle(opened.corner.device);
    if (state.opened !== opened) return;
    await vault.keepBundle(opened, bundle, Date.now());
    last_bundle = Date.now();
    set({ bundle, refusal: "" });
    await learn(bundle);
  } catch (error) {
    refused(error);
  } finally {
    set({ refreshing: false });
  }
}

let last_bundle = 0;

/** Take in what has become of acts that were answered before. */
async function learn({ answers, commit }: Bundle): Promise<void> {
  const told = new Map(answers.map((one) => [one.id, one]));
  const before = state.acts.filter((act) => told.has(act.id));
  const after = before.map((act) => answered(act, told.get(act.id)!, Date.now(), commit));
  await outbox.remark(after);
  const by = new Map(after.map((act) => [act.id, act]));
  set({ acts: state.acts.map((act) => by.get(act.id) ?? act) });
}

function refused(error: unknown): void {
  if (error instanceof server.Unreached) return set({ problem: "unreached" });
  if (isFull(error)) return set({ notice: { text: t("full.people"), bad: true } });
  if (!(error instanceof server.Said)) throw error;
  if (error.status === 401) return set({ problem: "signed_out" });
  set({ problem: error.status === 429 ? "busy" : error.status >= 500 ? "broken" : "refused", refusal: error.text });
  if (error.code === "device_withdrawn" && state.opened) void withdrawn(state.opened);
}

/** A lead withdrew this phone: its people go at once, unsent acts stay and are still taken. */
async function withdrawn(opened: vault.Opened): Promise<void> {
  await store.bundles.delete(opened.corner.user);
  set({ bundle: null });
}

export function retry(): Promise<void> {
  return connect();
}

// ---- acts ----

export type Said = Omit<Entry, "id" | "made_at">;

/** Write an act down, and say so only then. Returns false, with the reason on screen, where it could not be. */
export async function save(said: Said, about: string, photo?: outbox.Photo): Promise<boolean> {
  const opened = state.opened;
  if (!opened) return false;
  const entry: Entry = { ...said, id: uuid7(Date.now(), sealing.random(10)), made_at: phoneTime() };
  if (photo) entry.photo = photo.id;
  try {
    const act = await outbox.keep(opened, entry, about, Date.now(), photo);
    set({ acts: [...state.acts, act], notice: { text: about, bad: false, act: act.id } });
  } catch (error) {
    set({ notice: { text: t(isFull(error) ? "full.act" : "full.failed"), bad: true } });
    return false;
  }
  void sender.run();
  return true;
}

export function newPhotoId(): string {
  return uuid7(Date.now(), sealing.random(10));
}

// ---- starting, and every minute ----

export async function chooseLanguage(language: Language): Promise<void> {
  await speak(language);
  set({ language });
  if (state.opened) void refresh();
}

export async function start(language: Language): Promise<void> {
  state.language = language;
  await vault.wipeOld(Date.now());
  await corners();
  set({ ready: true });
  void connect();
}

async function everyMinute(): Promise<void> {
  if (!state.ready) return;
  await vault.wipeOld(Date.now());
  if (state.opened && Date.now() - last_touch >= LOCK_AFTER) return lock();
  if (!state.opened || document.hidden) return;
  await sender.run();
  if (!state.problem && Date.now() - last_bundle >= BUNDLE_EVERY) await refresh();
}

/** Back in sight: lock if it was long, else send and see what is new. */
async function seen(): Promise<void> {
  if (document.hidden) return;
  if (state.opened && Date.now() - last_touch >= LOCK_AFTER) return lock();
  if (state.opened) await (Date.now() - last_bundle >= BUNDLE_EVERY ? connect() : sender.run());
}

export function listen(): void {
  // Where a screen begins is said by `go` and `home`; the browser would scroll back to where another one was left.
  history.scrollRestoration = "manual";
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, touched, { capture: true, passive: true });
  addEventListener("online", () => void connect());
  addEventListener("popstate", (event) => popped(event.state));
  document.addEventListener("visibilitychange", () => void seen());
  setInterval(() => void everyMinute(), MINUTE);
}
