/** What stands in the phone's IndexedDB. Whatever says something of a person is sealed; marks and numbers are not. */

import { Dexie, type EntityTable } from "dexie";

import type { Kept } from "../logic/outbox";
import type { Sealed, Wrapped } from "./sealing";

/** One worker's corner of this phone. */
export interface Corner {
  user: string;
  username: string;
  /** The device as the server knows it: one for each worker on a phone, so that neither's key opens the other's acts. */
  device: string;
  signing: CryptoKey;
  public_key: JsonWebKey;
  wrapped: Wrapped;
  /** The outbox's key, sealed under the data key. */
  file_key: Sealed;
  /** The cell chosen at the sign-in, empty where the worker has one of their own: the server knows which, also tomorrow. */
  cell: string;
  /** Wrong PINs in a row. */
  wrong: number;
  /** Ten wrong PINs: the PIN opens nothing any more, the password and a new PIN do. */
  burnt?: boolean;
  /** Signed out here; the session may still have to be ended at the server. */
  signed_out?: boolean;
  wipe_after_days: number;
  /** Milliseconds by which the server's clock is ahead of the phone's. */
  clock_ahead: number;
  /** Seconds by which the phone's clock is wrong, as the server told; 0 where it is right. */
  clock_off: number;
}

/** An act in the outbox: its marks in the open, its content sealed under the outbox's key; none once forgotten. */
export interface StoredAct extends Kept {
  user: string;
  content?: Sealed;
}

export interface StoredPhoto {
  id: string;
  user: string;
  sent: boolean;
  content: Sealed;
}

export interface StoredBundle {
  user: string;
  /** Milliseconds of the phone's clock after which it is deleted. */
  wipe_at: number;
  content: Sealed;
}

export interface Setting {
  key: string;
  value: string;
}

export class FieldStore extends Dexie {
  corners!: EntityTable<Corner, "user">;
  outbox!: EntityTable<StoredAct, "id">;
  photos!: EntityTable<StoredPhoto, "id">;
  bundles!: EntityTable<StoredBundle, "user">;
  settings!: EntityTable<Setting, "key">;

  constructor() {
    // strict: a transaction is complete when it is on the disk, and only then does the page say "saved".
    super("tongchou-field", { chromeTransactionDurability: "strict" });
    this.version(1).stores({ corners: "user", outbox: "id, [user+order]", photos: "id, user", bundles: "user", settings: "key" });
  }
}

export const store = new FieldStore();

/** Tell whether an error says that the disk is full; Dexie wraps the browser's own. */
export function isFull(error: unknown): boolean {
  const named = error as { name?: string; inner?: { name?: string } } | null;
  return named?.name === "QuotaExceededError" || named?.inner?.name === "QuotaExceededError";
}

/** Ask the browser not to evict what is stored; WeChat's answers no, or not at all. */
export async function persisted(): Promise<boolean> {
  if (!navigator.storage?.persist) return false;
  return (await navigator.storage.persisted()) || navigator.storage.persist();
}
