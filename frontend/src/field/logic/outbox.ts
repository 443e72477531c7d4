/** The outbox's logic, with no browser in it: what mark an act bears, what is sent next and when, what an answer changes.
 *
 * The same cases are in tests/vectors/outbox.json, for whoever writes it again in another language.
 */

import type { Answer, Entry } from "../contract";

/** saved: on this phone alone, as far as it knows. sent: it left the phone whole, no answer yet. The rest the server said. */
export type Mark = "saved" | "sent" | "booked" | "waiting" | "conflict" | "refused";

/** What is known of an act beside its content. Nothing in it is personal. */
export interface Kept {
  id: string;
  /** The order of saving on this phone; acts are sent in it, so that what came before arrives before. */
  order: number;
  act: Entry["act"];
  mark: Mark;
  /** Length of the content as JSON, in bytes. */
  bytes: number;
  /** Milliseconds of the phone's clock. */
  saved_at: number;
  asked_at: number;
  acknowledgement?: string;
  code?: string;
  text?: string;
  /** The books' commit when the server first answered as it does now. */
  commit?: number;
  /** The server would not read it, alone in a batch: it waits longer, and a person is told. */
  stuck?: boolean;
}

export const BATCH = 100;
export const BATCH_BYTES = 1_500_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How long an act rests that the server could not read even alone. */
const STUCK = HOUR;

const MARKS: Record<Answer["answer"], Mark> = {
  created: "booked",
  exists: "booked",
  waiting: "waiting",
  conflict: "conflict",
  refused: "refused",
};

/** Tell whether an act may not be deleted: nobody has acknowledged it. */
export function unsent(kept: Kept): boolean {
  return kept.acknowledgement === undefined;
}

/** Tell whether an act stands in the way of forgetting whom it is about: unsent, or not settled. */
export function open(kept: Kept): boolean {
  return unsent(kept) || kept.mark === "waiting";
}

/** Tell whether a bundle of some commit already shows what the act did. */
export function shown(kept: Kept, bundle: { commit: number }): boolean {
  return !open(kept) && (kept.commit ?? Infinity) <= bundle.commit;
}

function due(kept: Kept, now: number): boolean {
  // What was answered once is not sent again: what becomes of it later comes with the people (`answers` of a bundle).
  return unsent(kept) && (!kept.stuck || now - kept.asked_at >= STUCK);
}

/** Return what goes out next: what was never answered, in the order of saving, within a batch's count and bytes.
 *
 * `most` is the count in force, smaller after the server would not read a batch.
 */
export function batch<T extends Kept>(outbox: readonly T[], now: number, most: number = BATCH): T[] {
  const ready = outbox.filter((kept) => due(kept, now));
  ready.sort((a, b) => Number(!!a.stuck) - Number(!!b.stuck) || a.order - b.order);
  const chosen: T[] = [];
  let bytes = 0;
  for (const kept of ready) {
    if (kept.stuck && chosen.length) break;
    if (chosen.length >= most || (chosen.length && bytes + kept.bytes > BATCH_BYTES)) break;
    chosen.push(kept);
    bytes += kept.bytes;
    if (kept.stuck) break;
  }
  return chosen;
}

/** The whole batch left the phone; what had no answer yet is now sent. */
export function left<T extends Kept>(kept: T): T {
  return kept.mark === "saved" ? { ...kept, mark: "sent" } : kept;
}

/** Take an answer in. An answer without an acknowledgement proves nothing and changes nothing. */
export function answered<T extends Kept>(kept: T, answer: Answer, now: number, commit: number): T {
  if (answer.id !== kept.id || answer.acknowledgement === undefined || answer.acknowledgement === null) return kept;
  if (!(answer.answer in MARKS)) return kept;
  const mark = MARKS[answer.answer];
  const next: T = {
    ...kept,
    mark,
    acknowledgement: String(answer.acknowledgement),
    asked_at: now,
    // The first commit that knew it as it stands: a bundle of that commit or later has it in.
    commit: kept.mark === mark ? (kept.commit ?? commit) : commit,
  };
  delete next.stuck;
  delete next.code;
  delete next.text;
  if (answer.code) next.code = answer.code;
  if (answer.text) next.text = answer.text;
  return next;
}

/** When the next try may be. `failures` in a row; `most` is the size of a batch. */
export interface Pace {
  failures: number;
  not_before: number;
  most: number;
}

export const RESTED: Pace = { failures: 0, not_before: 0, most: BATCH };
const FIRST = 2_000;
const LONGEST = 5 * MINUTE;

/** Return how long to wait, in milliseconds: full jitter under a doubling ceiling; what the server asked for, and as much jitter again, where it asked. */
export function backoff(failures: number, random: number, retry_after?: number): number {
  if (retry_after !== undefined) return Math.round(retry_after * 1000 * (1 + random));
  return Math.round(random * Math.min(LONGEST, FIRST * 2 ** Math.min(failures, 20)));
}

/** No answer, a broken server or an overloaded one: wait. A server that says when to come again was reached: no failure. */
export function failed(pace: Pace, now: number, random: number, retry_after?: number): Pace {
  const failures = retry_after === undefined ? pace.failures + 1 : 0;
  return { ...pace, failures, not_before: now + backoff(pace.failures, random, retry_after) };
}

/** The server would not read the batch: half of it next, so that one bad act never holds up the others. */
export function halved(sent: number): Pace {
  return { failures: 0, not_before: 0, most: Math.max(1, Math.floor(sent / 2)) };
}

/** A batch was answered: no waiting, and twice as much next, up to the full batch. */
export function went(pace: Pace): Pace {
  return { failures: 0, not_before: 0, most: Math.min(BATCH, pace.most * 2) };
}

/** Tell whether an act's content may be forgotten: acknowledged, settled, and so many days old. */
export function forgettable(kept: Kept, now: number, days: number): boolean {
  return !open(kept) && now - Math.max(kept.saved_at, kept.asked_at) >= days * 24 * HOUR;
}
