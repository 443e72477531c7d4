/** The outbox as a file, or as a text to paste: sealed for the county, signed by this device, taken in at a desk once. */

import { unsent } from "../logic/outbox";
import type { Act } from "../logic/overlay";
import { zoned } from "../logic/figures";
import * as outbox from "./outbox";
import * as sealing from "./sealing";
import type { Opened } from "./vault";

export const FORMAT = "tongchou-outbox-1";

/** Return the file's text: everything unanswered, with its pictures unless it is to be pasted into a message. */
export async function outboxFile(opened: Opened, acts: readonly Act[], now: number, west: number, pictures = true): Promise<string> {
  const entries = acts.flatMap((act) => (act.entry && unsent(act) ? [act.entry] : []));
  const photos: Record<string, string> = {};
  for (const id of pictures ? await outbox.photosLeft(opened) : []) {
    const bytes = await outbox.photo(opened, id);
    if (bytes) photos[id] = sealing.base64(bytes);
  }
  const made_at = zoned(now, west);
  const content = JSON.stringify({ sent_at: made_at, entries, photos });
  const sealed = await sealing.sealForFile(opened.outbox, content);
  const iv = sealing.base64(sealed.iv);
  const text = sealing.base64(sealed.sealed);
  const device = opened.corner.device;
  const signature = sealing.base64(await sealing.sign(opened.corner.signing, [device, made_at, iv, text].join("|")));
  return JSON.stringify({ format: FORMAT, device, made_at, iv, sealed: text, signature });
}

/** Put a text where it can be pasted from; false where the browser does not let a page. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Hand a file to the phone: by its sharing sheet where it has one, as a download elsewhere. */
export async function handOut(name: string, text: string): Promise<void> {
  const file = new File([text], name, { type: "application/json" });
  const touch = navigator.maxTouchPoints > 0;
  if (touch && navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file] });
      return;
    } catch (error) {
      if ((error as DOMException).name === "AbortError") return;
    }
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
