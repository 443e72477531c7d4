/** What the phone's own acts make of the bundle: where a case stands here and now, and which claim the next act comes after. */

import type { Bundle, Case, Entry, Tried } from "../contract";
import { type Kept, shown } from "./outbox";

/** An act with its content, decrypted in memory. `about` is whom it is about, in words, for the list of acts. */
export interface Act extends Kept {
  entry: Entry | null;
  about: string;
}

/** The cases an act makes claims of, in the order of its claims: rising, as a JSON object keeps whole numbers anyway. */
export function claimed(entry: Entry): Case[] {
  const said: Partial<Record<Entry["act"], Case[] | undefined>> = {
    outcome: Object.keys(entry.outcomes ?? {}).map(Number),
    visit: entry.visits,
    hand_over: entry.checks,
  };
  return [...(said[entry.act] ?? [])].sort((a, b) => a - b);
}

/** Return the claim that the next act about a case comes after: the phone's own last one, until a newer bundle shows it.
 *
 * Where a case stands and who has it are claims of two kinds: handing over comes after handing over.
 */
export function tipOf(number: Case, bundled: string, acts: readonly Act[], bundle: { commit: number }, handing = false): string {
  const kind = (act: Act) => (act.act === "hand_over") === handing && act.mark !== "refused";
  const mine = acts.filter((act) => kind(act) && act.entry && claimed(act.entry).includes(number));
  const last = mine.at(-1);
  if (!last?.entry) return bundled;
  return shown(last, bundle) ? bundled : `${last.id}:${claimed(last.entry).indexOf(number)}`;
}

/** Where a case stands to the eye of this phone, and which of its own acts was the last about it. */
export interface Stand {
  /** Absent where the bundle is newer: it knows better. */
  state?: string;
  by: Act;
}

export const HANDED = "handed-over";

/** Return what the phone's own acts did, by case. Refused acts did nothing. */
export function stands(acts: readonly Act[], bundle: { commit: number }): Map<Case, Stand> {
  const found = new Map<Case, Stand>();
  for (const act of acts) {
    const entry = act.entry;
    if (!entry || act.mark === "refused") continue;
    for (const number of claimed(entry)) {
      const state = entry.act === "outcome" ? entry.outcomes?.[number] : entry.act === "visit" ? entry.answer : HANDED;
      found.set(number, shown(act, bundle) || !state ? { by: act } : { state, by: act });
    }
  }
  return found;
}

/** Return what this phone found without a conclusion and the bundle does not show yet, by case, oldest first.
 *
 * Such an act turns no clock in the books, so a bundle's commit says nothing of it: the act's number does.
 */
export function tries(acts: readonly Act[], bundle: Pick<Bundle, "checks">): Map<Case, Tried[]> {
  const known = new Set(bundle.checks.flatMap((check) => check.tried.map((one) => one.entry)));
  const found = new Map<Case, Tried[]>();
  for (const { entry, mark } of acts) {
    if (entry?.act !== "tried" || mark === "refused" || known.has(entry.id)) continue;
    for (const number of entry.checks ?? []) {
      found.set(number, [...(found.get(number) ?? []), { found: entry.found ?? "", at: entry.made_at, entry: entry.id }]);
    }
  }
  return found;
}

/** Tell whether "nothing to report" was already said here for a day. */
export function zeroSaid(acts: readonly Act[], on: string): boolean {
  return acts.some((act) => act.entry?.act === "zero" && act.entry.on === on && act.mark !== "refused");
}

/** The outcomes that every one of these groups may have, in the rules' order. */
export function common(bundle: Bundle, groups: readonly string[]): string[] {
  const [first = [], ...others] = [...new Set(groups)].map((group) => (bundle.outcomes[group] ?? []).map((rule) => rule.code));
  return first.filter((code) => others.every((codes) => codes.includes(code)));
}
