/** The outbox in the store: kept before the screen says so, changed as answers come, never deleted unanswered. */

import type { Entry } from "../contract";
import type { Kept } from "../logic/outbox";
import type { Act } from "../logic/overlay";
import * as sealing from "./sealing";
import { type StoredAct, store } from "./store";
import type { Opened } from "./vault";

interface Content {
  entry: Entry;
  about: string;
}

/** A picture taken for an act: a small JPEG and its number. */
export interface Photo {
  id: string;
  bytes: sealing.Bytes;
}

function mine(user: string) {
  return store.outbox.where("[user+order]").between([user, 0], [user, Infinity]);
}

/** Return the worker's acts, oldest first, opened. */
export async function load(opened: Opened): Promise<Act[]> {
  const stored = await mine(opened.corner.user).sortBy("order");
  return Promise.all(
    stored.map(async ({ content, user: _user, ...kept }) => {
      const { entry, about }: Content | { entry: null; about: string } = content
        ? await sealing.open<Content>(opened.outbox, content, kept.id)
        : { entry: null, about: "" };
      return { ...kept, entry, about };
    }),
  );
}

/** Write an act down. Resolves when it is on the disk; rejects, with nothing written, where it is not. */
export async function keep(opened: Opened, entry: Entry, about: string, now: number, photo?: Photo): Promise<Act> {
  const { user } = opened.corner;
  const content = await sealing.seal(opened.outbox, { entry, about }, entry.id);
  const picture = photo && (await sealing.sealBytes(opened.outbox, photo.bytes, photo.id));
  const bytes = sealing.utf8(JSON.stringify(entry)).length;
  const kept = await store.transaction("rw", store.outbox, store.photos, async () => {
    const last = await mine(user).last();
    const fresh: Kept = { id: entry.id, order: (last?.order ?? 0) + 1, act: entry.act, mark: "saved", bytes, saved_at: now, asked_at: 0 };
    await store.outbox.add({ ...fresh, user, content });
    if (photo && picture) await store.photos.add({ id: photo.id, user, sent: false, content: picture });
    return fresh;
  });
  return { ...kept, entry, about };
}

/** Write changed marks down. What the acts say never changes. */
export async function remark(acts: readonly Act[]): Promise<void> {
  await store.transaction("rw", store.outbox, async () => {
    for (const { entry: _entry, about: _about, ...kept } of acts) {
      await store.outbox.where("id").equals(kept.id).modify((stored, ref) => {
        const next: StoredAct = { ...kept, user: stored.user };
        if (stored.content) next.content = stored.content;
        ref.value = next;
      });
    }
  });
}

/** Return the numbers of the pictures not yet sent. */
export function photosLeft(opened: Opened): Promise<string[]> {
  return store.photos.where("user").equals(opened.corner.user).and((photo) => !photo.sent).primaryKeys();
}

export async function photo(opened: Opened, id: string): Promise<sealing.Bytes | null> {
  const kept = await store.photos.get(id);
  return kept ? sealing.openBytes(opened.outbox, kept.content, id) : null;
}

/** The server has the picture: the phone need not keep it. */
export async function photoSent(id: string): Promise<void> {
  await store.photos.delete(id);
}
