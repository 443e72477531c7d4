/** A worker's corner of the phone: made with a PIN after signing in, opened with it, wiped by days, sign-out or wrong PINs. */

import type { Bundle, Device, Session } from "../contract";
import { forgettable, unsent } from "../logic/outbox";
import * as sealing from "./sealing";
import { type Corner, isFull, store } from "./store";

export const WRONG_LIMIT = 10;
export const PIN_LENGTH = 6;
const DAY = 24 * 3600_000;

/** An opened corner: its keys are in memory alone, and gone when the page locks. */
export interface Opened {
  corner: Corner;
  data: CryptoKey;
  outbox: CryptoKey;
}

/** What the server gave at the sign-in, until the PIN is chosen. */
export interface Admitted {
  session: Session;
  device: Device;
  id: string;
  signing: CryptoKey;
  public_key: JsonWebKey;
  ahead: number;
  cell: string;
}

/** What the unlocking page shows of a corner. */
export interface Glimpse {
  user: string;
  username: string;
  unsent: number;
  wrong: number;
  burnt: boolean;
  signed_out: boolean;
}

/** Return the corners of this phone, with the count of what each has not sent. */
export async function glimpses(): Promise<Glimpse[]> {
  const corners = await store.corners.toArray();
  return Promise.all(
    corners.map(async ({ user, username, wrong, burnt = false, signed_out = false }) => {
      const waiting = await store.outbox.where("[user+order]").between([user, 0], [user, Infinity]).filter(unsent).count();
      return { user, username, unsent: waiting, wrong: wrong + uncounted(user), burnt, signed_out };
    }),
  );
}

/** Make or renew a corner under a new PIN. Acts of a former PIN open again: their key came from the server. */
export async function settle(admitted: Admitted, pin: string): Promise<Opened> {
  const { session, device } = admitted;
  const { key: data, wrapped } = await sealing.newDataKey(pin);
  const raw = sealing.fromBase64(device.file_key);
  const corner: Corner = {
    user: session.user,
    username: session.username,
    device: admitted.id,
    signing: admitted.signing,
    public_key: admitted.public_key,
    wrapped,
    file_key: await sealing.sealBytes(data, raw, `key ${session.user}`),
    cell: admitted.cell,
    wrong: 0,
    wipe_after_days: device.wipe_after_days,
    clock_ahead: admitted.ahead,
    clock_off: device.clock_off_seconds,
  };
  await store.transaction("rw", store.corners, store.bundles, async () => {
    await store.corners.put(corner);
    // Sealed under the former data key: nobody can read it.
    await store.bundles.delete(session.user);
  });
  return { corner, data, outbox: await sealing.outboxKey(raw) };
}

/** Open a corner. Null where the PIN is wrong; the tenth wrong one in a row wipes the people and burns the PIN. */
export async function unlock(user: string, pin: string): Promise<Opened | null> {
  const corner = await store.corners.get(user);
  if (!corner || corner.burnt) return null;
  const tries = corner.wrong + uncounted(user) + 1;
  // Counted before it is tried: pulling the battery gives nobody a free guess.
  await count(user, corner.wrong + 1);
  let data: CryptoKey;
  try {
    data = await sealing.unwrap(pin, corner.wrapped);
  } catch {
    if (tries >= WRONG_LIMIT) await burn(user);
    return null;
  }
  await count(user, 0);
  const raw = await sealing.openBytes(data, corner.file_key, `key ${user}`);
  return { corner: { ...corner, wrong: 0 }, data, outbox: await sealing.outboxKey(raw) };
}

/** Write the count of wrong PINs down. A full disk must not lock its owner out of what is unsent: it is kept aside then. */
async function count(user: string, wrong: number): Promise<void> {
  try {
    await store.corners.update(user, { wrong: wrong ? wrong + uncounted(user) : 0 });
    localStorage.removeItem(ASIDE + user);
  } catch (error) {
    if (!isFull(error)) throw error;
    localStorage.setItem(ASIDE + user, String(wrong ? uncounted(user) + 1 : 0));
  }
}

const ASIDE = "tongchou-wrong-";

function uncounted(user: string): number {
  return Number(localStorage.getItem(ASIDE + user) ?? 0);
}

async function burn(user: string): Promise<void> {
  await store.transaction("rw", store.corners, store.bundles, async () => {
    await store.corners.update(user, { burnt: true });
    await store.bundles.delete(user);
  });
}

/** Change what is written of a corner, in the store and in memory. */
export async function note(opened: Opened, changes: Partial<Corner>): Promise<void> {
  await store.corners.update(opened.corner.user, changes);
  Object.assign(opened.corner, changes);
}

export async function keepBundle(opened: Opened, bundle: Bundle, now: number): Promise<void> {
  const { user } = opened.corner;
  const content = await sealing.seal(opened.data, bundle, `bundle ${user}`);
  await store.bundles.put({ user, wipe_at: now + bundle.wipe_after_days * DAY, content });
}

export async function heldBundle(opened: Opened): Promise<Bundle | null> {
  const kept = await store.bundles.get(opened.corner.user);
  return kept ? sealing.open<Bundle>(opened.data, kept.content, `bundle ${opened.corner.user}`) : null;
}

/** Delete the people whose days are over, and the content of acts settled so long ago. Unsent acts are never touched. */
export async function wipeOld(now: number): Promise<void> {
  const days = new Map((await store.corners.toArray()).map((corner) => [corner.user, corner.wipe_after_days]));
  await store.transaction("rw", store.bundles, store.outbox, store.photos, async () => {
    await store.bundles.filter((bundle) => bundle.wipe_at <= now).delete();
    const old = await store.outbox.filter((act) => forgettable(act, now, days.get(act.user) ?? 0)).primaryKeys();
    await store.outbox.bulkDelete(old);
  });
}

/** Wipe at sign-out: the people at once, and what settled acts say; their receipts and all unsent acts stay. */
export async function wipe(user: string): Promise<void> {
  await store.transaction("rw", store.corners, store.bundles, store.outbox, store.photos, async () => {
    await store.bundles.delete(user);
    await store.corners.update(user, { signed_out: true });
    await store.photos.where("user").equals(user).and((photo) => photo.sent).delete();
    const mine = store.outbox.where("[user+order]").between([user, 0], [user, Infinity]);
    await mine.and((act) => !unsent(act)).modify((act) => {
      delete act.content;
    });
  });
}
