/** The outbox's logic against the vectors that every writing of it shares. */

import { describe, expect, test } from "vitest";

import vectors from "../../tests/vectors/outbox.json";
import type { Answer } from "../src/field/contract";
import { BATCH, type Kept, RESTED, answered, backoff, batch, failed, forgettable, halved, left, unsent, went } from "../src/field/logic/outbox";

const kept = (some: Partial<Kept>): Kept => ({ id: "a", order: 1, act: "outcome", mark: "saved", bytes: 100, saved_at: 0, asked_at: 0, ...some });

describe("what goes out next", () => {
  test.each(vectors.batch)("$say", ({ outbox, now, most, next }) => {
    expect(batch(outbox.map((one) => kept(one as Partial<Kept>)), now, most).map((one) => one.id)).toEqual(next);
  });
});

describe("what an answer changes", () => {
  test.each(vectors.answered)("$say", (one) => {
    const told = { id: one.id ?? "a", answer: one.answer, acknowledgement: "acknowledgement" in one ? one.acknowledgement : 9 };
    const before = kept(one.kept as Partial<Kept>);
    const after = answered(before, told as Answer, 50, 3);
    expect(after.mark).toBe(one.then);
    if (after.mark === before.mark) expect(after).toEqual(before);
    else expect(after).toMatchObject({ acknowledgement: "9", asked_at: 50, commit: 3 });
  });

  test("a refusal keeps its code and words until another answer comes", () => {
    const refused = answered(kept({}), { id: "a", answer: "refused", code: "check_unknown", text: "不在", acknowledgement: 4 }, 1, 1);
    expect(refused).toMatchObject({ mark: "refused", code: "check_unknown", text: "不在" });
    const then = answered(refused, { id: "a", answer: "exists", acknowledgement: 4 }, 2, 2);
    expect(then).not.toHaveProperty("code");
    expect(then).not.toHaveProperty("text");
  });

  test("the commit is the first that knew the act as it stands", () => {
    const first = answered(kept({}), { id: "a", answer: "created", acknowledgement: 4 }, 1, 10);
    expect(answered(first, { id: "a", answer: "exists", acknowledgement: 4 }, 2, 99).commit).toBe(10);
  });
});

describe("how long it waits", () => {
  test.each(vectors.backoff)("$say", ({ failures, random, retry_after, wait }) => {
    expect(backoff(failures, random, retry_after)).toBe(wait);
  });

  test("failures add up, an answer ends them", () => {
    const twice = failed(failed(RESTED, 0, 1), 2000, 1);
    expect(twice).toMatchObject({ failures: 2, not_before: 6000 });
    expect(went(twice)).toEqual({ failures: 0, not_before: 0, most: BATCH });
  });

  test("a server that says when to come again was reached: no failure, and no longer wait after the next", () => {
    const told = failed(failed(RESTED, 0, 1), 2000, 0.5, 10);
    expect(told).toMatchObject({ failures: 0, not_before: 17000 });
    expect(failed(told, 17000, 1)).toMatchObject({ failures: 1, not_before: 19000 });
  });

  test("a batch that cannot be read is halved down to one act and grows again", () => {
    expect(halved(100).most).toBe(50);
    expect(halved(1).most).toBe(1);
    expect(went(halved(6)).most).toBe(6);
  });
});

test("leaving the phone changes saved to sent, and takes nothing back", () => {
  expect(left(kept({})).mark).toBe("sent");
  expect(left(kept({ mark: "booked", acknowledgement: "1" })).mark).toBe("booked");
});

test("nothing unacknowledged is ever forgotten", () => {
  const years = 1e12;
  for (const mark of ["saved", "sent"] as const) expect(forgettable(kept({ mark }), years, 1)).toBe(false);
  expect(forgettable(kept({ mark: "waiting", acknowledgement: "1" }), years, 1)).toBe(false);
  const booked = kept({ mark: "booked", acknowledgement: "1", asked_at: 1000 });
  expect(forgettable(booked, 1000 + 86_400_000 - 1, 1)).toBe(false);
  expect(forgettable(booked, 1000 + 86_400_000, 1)).toBe(true);
  expect(unsent(booked)).toBe(false);
});
