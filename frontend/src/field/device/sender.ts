/** Sends the outbox: batch after batch while answers come, then rests as long as the pace says. */

import type { SyncAnswer } from "../contract";
import { zoned } from "../logic/figures";
import { type Pace, RESTED, answered, batch, failed, halved, left, unsent, went } from "../logic/outbox";
import type { Act } from "../logic/overlay";
import * as outbox from "./outbox";
import { Said, Unreached, putPhoto, sync } from "./server";
import type { Opened } from "./vault";

/** What the sender needs of the page. */
export interface Host {
  opened(): Opened | null;
  acts(): readonly Act[];
  /** Acts bear other marks now, and they are written down. */
  changed(acts: readonly Act[]): void;
  told(answer: SyncAnswer): void;
  /** How the last try went: null is well. */
  went(problem: Problem | null): void;
}

export type Problem = "unreached" | "signed_out" | "busy" | "broken" | "refused";

export class Sender {
  private pace: Pace = RESTED;
  private running = false;
  private again = false;

  constructor(private readonly host: Host) {}

  /** Send what is due. `now` forgets the pace: the network came back, or a person asked. */
  async run(now = false): Promise<void> {
    if (now) this.pace = { ...this.pace, failures: 0, not_before: 0 };
    // What is saved while the last of the outbox is being put away must not wait for the next tick of the clock.
    this.again = this.running;
    if (this.running) return;
    this.running = true;
    try {
      do {
        this.again = false;
        // Two windows of one phone take turns; without locks both send, and the server counts once.
        if (navigator.locks) await navigator.locks.request("tongchou-field-send", () => this.drain());
        else await this.drain();
      } while (this.again);
    } finally {
      this.running = false;
    }
  }

  private async drain(): Promise<void> {
    const opened = this.host.opened();
    while (opened && this.host.opened() === opened && Date.now() >= this.pace.not_before) {
      const next = batch(this.host.acts().filter((act) => act.entry), Date.now(), this.pace.most);
      if (!next.length) return this.pictures(opened);
      if (!(await this.send(opened, next))) return;
    }
  }

  private async send(opened: Opened, next: Act[]): Promise<boolean> {
    // What a lead is told of this phone: how much is left on it beside what comes now.
    const left_here = this.host.acts().filter(unsent).length - next.length;
    const body = { device: opened.corner.device, sent_at: now(), unsent: left_here, entries: next.map((act) => act.entry) };
    let marked: Promise<void> = Promise.resolve();
    let current = next;
    try {
      const answer = await sync(JSON.stringify(body), () => {
        current = next.map(left);
        marked = this.note(current);
      });
      await marked;
      await this.take(current, answer);
      return true;
    } catch (error) {
      await marked;
      return this.stumble(error, current);
    }
  }

  private async take(sent: readonly Act[], answer: SyncAnswer): Promise<void> {
    const at = Date.now();
    const told = new Map(answer.answers.map((one) => [one.id, one]));
    const next = sent.map((act) => {
      const one = told.get(act.id);
      return one ? answered(act, one, at, answer.commit) : act;
    });
    await this.note(next);
    const missed = next.some((act) => !told.has(act.id));
    this.pace = missed ? failed(this.pace, at, Math.random()) : went(this.pace);
    this.host.told(answer);
    this.host.went(null);
  }

  private async stumble(error: unknown, sent: readonly Act[]): Promise<boolean> {
    if (error instanceof Said && error.status === 401) {
      this.host.went("signed_out");
      return false;
    }
    const unread = error instanceof Said && [400, 409, 413, 422].includes(error.status);
    if (unread && sent.length > 1) {
      this.pace = halved(sent.length);
      return true;
    }
    if (unread) {
      await this.note(sent.map((act) => ({ ...act, stuck: true, asked_at: Date.now(), code: error.code, text: error.text })));
      return true;
    }
    if (!(error instanceof Said || error instanceof Unreached)) throw error;
    const retry = error instanceof Said ? error.retry_after : undefined;
    this.pace = failed(this.pace, Date.now(), Math.random(), retry);
    this.host.went(error instanceof Unreached ? "unreached" : error.status === 429 ? "busy" : error.status === 403 ? "refused" : "broken");
    return false;
  }

  /** Pictures go after the acts that name them: an act is light and must not wait for one. */
  private async pictures(opened: Opened): Promise<void> {
    for (const id of await outbox.photosLeft(opened)) {
      const act = this.host.acts().find((one) => one.entry?.photo === id);
      if (act && unsent(act)) continue;
      const bytes = await outbox.photo(opened, id);
      try {
        if (bytes) await putPhoto(opened.corner.device, id, bytes);
        await outbox.photoSent(id);
      } catch (error) {
        await this.stumble(error, []);
        return;
      }
    }
  }

  private async note(acts: readonly Act[]): Promise<void> {
    await outbox.remark(acts);
    this.host.changed(acts);
  }
}

function now(): string {
  return zoned(Date.now(), new Date().getTimezoneOffset());
}
