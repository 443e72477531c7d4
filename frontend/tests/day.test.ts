/** The day's list, what an act comes after, and the small readings of doors, times and temperatures. */

import { describe, expect, test } from "vitest";

import type { Bundle, Check, Entry } from "../src/field/contract";
import { clockError, countyDay, tenths, zoned } from "../src/field/logic/figures";
import type { Kept } from "../src/field/logic/outbox";
import { type Act, common, tipOf } from "../src/field/logic/overlay";
import { compareDoors, done, homeOf, shortDoor, housemates, matching, rows, visitRows } from "../src/field/logic/rows";
import { uuid7 } from "../src/field/logic/uuid7";

const TODAY = "2020-03-20";
const check = (number: number, some: Partial<Check> = {}): Check => ({
  case: number, person: number, group: "from-abroad", list: "口岸", list_on: TODAY, state: "pending", tip: `${number}00`, place_tip: `${number}01`, tried: [], ...some,
});
const person = (number: number, door: string, household = number) => ({
  person: number, name: `陳${number}`, number_masked: "4453***********0", phone: "", household, door,
});
const bundle = (some: Partial<Bundle>): Bundle => ({
  commit: 10, as_of: "", cell: { code: "c", name: "c" }, cells: [], team: [], cap_households: 50, left_out_households: 0, wipe_after_days: 3,
  outcomes: { "from-abroad": [{ code: "cleared" }, { code: "not-living-here" }], passport: [{ code: "persuaded" }, { code: "not-living-here" }] },
  people: [], checks: [], visits: [], gone: [], answers: [], ...some,
});
const act = (entry: Partial<Entry>, some: Partial<Kept> = {}): Act => ({
  id: "e1", order: 1, act: entry.act ?? "outcome", mark: "saved", bytes: 1, saved_at: 0, asked_at: 0, about: "", ...some,
  entry: { id: some.id ?? "e1", act: "outcome", made_at: "2020-03-20T10:00:00+08:00", ...entry },
});

describe("the list", () => {
  const people = [person(1, "9號"), person(2, "17號"), person(3, "10號"), person(4, "11號")];

  test("overdue before today's, a campaign last, and doors as numbers", () => {
    const held = bundle({ people, checks: [check(1, { group: "passport" }), check(2, { list_on: "2020-03-19" }), check(3), check(4)] });
    expect(rows(held, [], TODAY).map((row) => row.person.person)).toEqual([2, 3, 4, 1]);
  });

  test("the nearest to where the worker stands is next", () => {
    const held = bundle({ people, checks: [check(1), check(2), check(3), check(4)] });
    expect(rows(held, [], TODAY, "17號").map((row) => row.person.person)).toEqual([2, 4, 3, 1]);
  });

  test("a door where nobody answered comes after its equals", () => {
    const held = bundle({ people, checks: [check(1), check(3)] });
    const knocked = act({ act: "tried", checks: [1], found: "nobody-home" });
    expect(rows(held, [knocked], TODAY).map((row) => row.person.person)).toEqual([3, 1]);
    expect(rows(held, [knocked], TODAY)[1]!.pending).toHaveLength(1);
  });

  test("where nobody answered stays said once it is booked, and is said once", () => {
    const knocked = act({ act: "tried", checks: [1], found: "nobody-home" }, { mark: "booked", acknowledgement: "1", commit: 10 });
    const told = { found: "nobody-home", at: "2020-03-20T10:00:00+08:00", entry: "e1" };
    const before = bundle({ people, checks: [check(1)], commit: 10 });
    const after = bundle({ people, checks: [check(1, { tried: [told] })], commit: 10 });
    expect(rows(before, [knocked], TODAY)[0]!.tried).toEqual([told]);
    expect(rows(after, [knocked], TODAY)[0]!.tried).toEqual([told]);
  });

  test("an act of this phone counts as done at once, a refused one does not", () => {
    const held = bundle({ people, checks: [check(1)] });
    const said = { outcomes: { 1: "cleared" } };
    expect(done(rows(held, [act(said)], TODAY)[0]!)).toBe(true);
    expect(done(rows(held, [act(said, { mark: "refused", acknowledgement: "1" })], TODAY)[0]!)).toBe(false);
  });

  test("a newer bundle knows better than what this phone once said", () => {
    const held = bundle({ people, checks: [check(1)], commit: 12 });
    const booked = act({ outcomes: { 1: "cleared" } }, { mark: "booked", acknowledgement: "1", commit: 12 });
    expect(done(rows(held, [booked], TODAY)[0]!)).toBe(false);
    expect(done(rows({ ...held, commit: 11 }, [booked], TODAY)[0]!)).toBe(true);
  });

  test("whoever was handed over is neither left nor done", () => {
    const held = bundle({ people, checks: [check(1)] });
    const row = rows(held, [act({ act: "hand_over", checks: [1], to: "d" })], TODAY)[0]!;
    expect([row.pending.length, done(row)]).toEqual([0, false]);
  });

  test("a household is its pending members", () => {
    const held = bundle({ people: [person(1, "1號", 7), person(2, "1號", 7), person(3, "1號", 7)], checks: [check(1), check(2), check(3, { state: "cleared" })] });
    const all = rows(held, [], TODAY);
    expect(housemates(all, all[0]!).map((row) => row.person.person)).toEqual([1, 2]);
  });

  test("without a number of the household, its door is", () => {
    expect(homeOf(person(1, "罗镜社区第1格8号", 0))).toBe(homeOf(person(2, "罗镜社区第1格8号", 0)));
    expect(homeOf(person(1, "罗镜社区第1格", 0))).not.toBe(homeOf(person(2, "罗镜社区第1格", 0)));
    expect(homeOf(person(1, "", 0))).not.toBe(homeOf(person(2, "", 0)));
  });

  test("a door is shown below its cell", () => {
    expect(shortDoor("罗镜镇罗镜社区第1格12号", "罗镜社区第1格")).toBe("12号");
    expect(shortDoor("沿江路3号", "罗镜社区第1格")).toBe("沿江路3号");
  });

  test("search finds by name and by door", () => {
    expect(matching(people, (one) => one, "17").map((one) => one.person)).toEqual([2]);
    expect(matching(people, (one) => one, "陳3").map((one) => one.person)).toEqual([3]);
  });

  test("visits that are due come first", () => {
    const visits = [1, 2].map((n) => ({ case: n, check: n, person: n, due_on: TODAY, state: "due", tip: "5" }));
    const answered = act({ act: "visit", visits: [1], answer: "seen" });
    expect(visitRows(bundle({ people, visits }), [answered]).map((row) => [row.case, row.state])).toEqual([[2, "due"], [1, "seen"]]);
  });
});

describe("which claim an act comes after", () => {
  test("the bundle's where this phone said nothing", () => expect(tipOf(1, "100", [], bundle({}))).toBe("100"));
  test("its own last one, by the act's number and the claim's place in rising order", () => {
    const first = act({ outcomes: { 12: "cleared", 3: "cleared" } }, { id: "e1" });
    const second = act({ outcomes: { 3: "not-living-here" } }, { id: "e2" });
    expect(tipOf(12, "100", [first, second], bundle({}))).toBe("e1:1");
    expect(tipOf(3, "100", [first, second], bundle({}))).toBe("e2:0");
  });
  test("its own booked one until the bundle shows it", () => {
    const booked = act({ outcomes: { 3: "cleared" } }, { mark: "booked", acknowledgement: "1", commit: 11 });
    expect(tipOf(3, "100", [booked], bundle({ commit: 10 }))).toBe("e1:0");
    expect(tipOf(3, "100", [booked], bundle({ commit: 11 }))).toBe("100");
  });
  test("handing over comes after who had it, not after what was found", () => {
    const found = act({ outcomes: { 3: "cleared" } });
    expect(tipOf(3, "101", [found], bundle({}), true)).toBe("101");
    const handed = act({ act: "hand_over", checks: [3] }, { id: "e9" });
    expect([tipOf(3, "101", [handed], bundle({}), true), tipOf(3, "100", [handed], bundle({}))]).toEqual(["e9:0", "100"]);
  });
  test("never a refused one, for it is not in the books", () => {
    const refused = act({ outcomes: { 3: "cleared" } }, { mark: "refused", acknowledgement: "1", commit: 1 });
    expect(tipOf(3, "100", [refused], bundle({}))).toBe("100");
  });
});

test("several lists share the outcomes that all of them know", () => {
  expect(common(bundle({}), ["from-abroad", "passport"])).toEqual(["not-living-here"]);
});

test.each([["9號", "17號"], ["3棟201", "3棟1001"], ["東巷3", "西巷3"], ["", "1號"]])("%s is before %s", (a, b) => {
  expect(compareDoors(a, b)).toBeLessThan(0);
});

test.each([["36.5", 365], ["３６．５", 365], ["365", 365], ["37", 370], ["36,8℃", 368], ["", null], ["3.65", NaN], ["99", NaN], ["好", NaN]])("temperature %s is %s", (text, value) => {
  expect(tenths(text)).toEqual(value);
});

test("times keep the phone's zone, days are the county's", () => {
  expect(zoned(Date.UTC(2020, 2, 20, 7, 30), -480)).toBe("2020-03-20T15:30:00.000+08:00");
  expect(zoned(Date.UTC(2020, 2, 20, 7, 30), 300)).toBe("2020-03-20T02:30:00.000-05:00");
  expect(countyDay(Date.UTC(2020, 2, 19, 16))).toBe("2020-03-20");
});

test("a clock is worth a word from two minutes on", () => {
  expect([clockError(120), clockError(-121), clockError(86_400)]).toEqual([null, -2, 1440]);
});

test("numbers of acts are UUIDs of version 7 and sort as they were made", () => {
  const random = new Uint8Array(10).fill(255);
  const early = uuid7(1_584_700_000_000, random);
  expect(early).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(early < uuid7(1_584_700_000_001, new Uint8Array(10))).toBe(true);
});
