/** The day's list: one row a person, the most urgent first, then the nearest to where the worker stands. */

import { type Bundle, type Check, DUE, PENDING, type Person, type Visit } from "../contract";
import { type Act, HANDED, stands, tries } from "./overlay";

export interface CheckRow extends Check {
  by?: Act;
}

/** A person as the list shows them: the door without the village that all doors share. */
export interface Resident extends Person {
  address: string;
}

export interface Row {
  person: Resident;
  checks: CheckRow[];
  pending: CheckRow[];
  tried: { found: string; at: string }[];
  /** 0 is the most urgent. */
  urgency: number;
}

export interface VisitRow extends Visit {
  who: Resident;
  by?: Act;
}

/** 0: overdue, of those exposed; 1: today's; 2: a campaign; one more where someone has already knocked today. */
export function urgency(checks: readonly Check[], today: string): number {
  const campaign = new Set(["passport", "to-key-area"]);
  return Math.min(
    ...checks.map((check) => (campaign.has(check.group) ? 4 : check.list_on < today ? 0 : 2) + Number(check.tried.length > 0)),
  );
}

/** Return a door as numbers and words: "17號" is after "9號", "3棟201" is near "3棟202". */
export function doorParts(door: string): (string | number)[] {
  return (door.match(/\d+|\D+/g) ?? []).map((part) => (/\d/.test(part) ? Number(part) : part));
}

export function compareDoors(a: string, b: string): number {
  const left = doorParts(a);
  const right = doorParts(b);
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const x = left[at]!;
    const y = right[at]!;
    if (x === y) continue;
    if (typeof x === "number" && typeof y === "number") return x - y;
    return String(x) < String(y) ? -1 : 1;
  }
  return left.length - right.length;
}

/** Return what an address says below the cell: 罗镜镇罗镜社区第1格12号 is 12号 there. */
export function shortDoor(address: string, cell: string): string {
  const at = cell ? address.lastIndexOf(cell) : -1;
  return at < 0 ? address : address.slice(at + cell.length).trim();
}

function residents(bundle: Bundle): Map<number, Resident> {
  const { name } = bundle.cell;
  return new Map(bundle.people.map((person) => [person.person, { ...person, address: person.door, door: shortDoor(person.door, name) }]));
}

/** Return what is the same for all of a household: the department's number of it, else a door with a number on it. */
export function homeOf(person: Person): string {
  if (person.household) return `household ${person.household}`;
  return /[\d一二三四五六七八九十]\s*[号號室房户戶座楼樓]/.test(person.door) ? `door ${person.door}` : `person ${person.person}`;
}

/** Return how many doors two doors are apart in the walk along all doors: the phone knows no street map. */
function walk(doors: string[], from: string): Map<string, number> {
  const along = [...new Set(doors)].sort(compareDoors);
  const stand = along.indexOf(from);
  return new Map(along.map((door, at) => [door, stand < 0 ? at : Math.abs(at - stand) + Number(at < stand) / 2]));
}

/** Return one row a person with checks, sorted; `near` is the door last acted at, empty before the first. */
export function rows(bundle: Bundle, acts: readonly Act[], today: string, near = ""): Row[] {
  const mine = stands(acts, bundle);
  const tried = tries(acts, bundle);
  const people = residents(bundle);
  const found = new Map<number, CheckRow[]>();
  for (const check of bundle.checks) {
    const stand = mine.get(check.case);
    const row = { ...check, ...stand, tried: [...check.tried, ...(tried.get(check.case) ?? [])] };
    found.set(check.person, [...(found.get(check.person) ?? []), row]);
  }
  const built = [...found].flatMap(([number, checks]) => {
    const person = people.get(number);
    if (!person) return [];
    const pending = checks.filter((check) => check.state === PENDING);
    const knocked = checks.flatMap((check) => check.tried);
    return [{ person, checks, pending, tried: knocked, urgency: pending.length ? urgency(pending, today) : 9 }];
  });
  const apart = walk(built.map((row) => row.person.door), near);
  return built.sort(
    (a, b) => a.urgency - b.urgency || apart.get(a.person.door)! - apart.get(b.person.door)! || a.person.person - b.person.person,
  );
}

/** Tell whether a person counts as done here: nothing pending, and not handed to others. */
export function done(row: Row): boolean {
  return row.pending.length === 0 && row.checks.some((check) => check.state !== HANDED);
}

/** Return the visits of the day, those due first, by door. */
export function visitRows(bundle: Bundle, acts: readonly Act[]): VisitRow[] {
  const mine = stands(acts, bundle);
  const people = residents(bundle);
  const built = bundle.visits.flatMap((visit) => {
    const who = people.get(visit.person);
    return who ? [{ ...visit, ...mine.get(visit.case), who }] : [];
  });
  return built.sort(
    (a, b) =>
      Number(a.state !== DUE) - Number(b.state !== DUE) ||
      a.due_on.localeCompare(b.due_on) ||
      compareDoors(a.who.door, b.who.door) ||
      a.case - b.case,
  );
}

/** Keep the rows whose name or door holds the words looked for. */
export function matching<T>(rows: readonly T[], of: (row: T) => Person, text: string): T[] {
  const asked = text.trim().toLowerCase();
  if (!asked) return [...rows];
  return rows.filter((row) => {
    const person = of(row);
    return person.name.toLowerCase().includes(asked) || person.door.toLowerCase().includes(asked);
  });
}

/** The others of a household with something pending, the person among them. */
export function housemates(all: readonly Row[], row: Row): Row[] {
  const home = homeOf(row.person);
  return all.filter((other) => other.pending.length > 0 && homeOf(other.person) === home);
}
