/**
 * Keyboard: `/` goes to the search field, `?` opens the list of keys, and an element with `data-key="g h"` is
 * pressed by typing its letters one after the other. Nothing happens while somebody types into a field.
 */
const PAUSE_MS = 1200;

export function keys(): void {
  let typed: string[] = [];
  let last = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") return focus("[data-search]", event);
    if (event.key === "?") return toggle(event);
    if (event.key === "j" || event.key === "k") return step(event.key === "j" ? 1 : -1, event);
    const now = event.timeStamp;
    typed = now - last > PAUSE_MS ? [event.key] : [...typed, event.key].slice(-3);
    last = now;
    const hit = typed.map((_, from) => typed.slice(from).join(" ")).map(find).find(Boolean);
    if (hit) {
      typed = [];
      event.preventDefault();
      hit.click();
    }
  });
}

function find(sequence: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-key="${CSS.escape(sequence).replace(/\\ /g, " ")}"]`);
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function focus(selector: string, event: Event): void {
  const field = document.querySelector<HTMLInputElement>(selector);
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
}

function toggle(event: Event): void {
  const help = document.querySelector<HTMLDialogElement>("dialog[data-keys]");
  if (!help) return;
  event.preventDefault();
  if (help.open) help.close();
  else help.showModal();
}

/** `j` and `k` walk the links in the first column of the page's first table. */
function step(by: number, event: Event): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>("table[data-rows] tbody tr > :first-child a")];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  const next = links[Math.min(Math.max(at + by, 0), links.length - 1)];
  event.preventDefault();
  next?.focus();
}
