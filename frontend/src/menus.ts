/** Menus are <details>: this closes them on Escape and on a click elsewhere, and sends `data-send` fields when they change. */
export function menus(): void {
  document.addEventListener("click", (event) => close((menu) => !menu.contains(event.target as Node)));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(() => true);
  });
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field instanceof HTMLElement && field.matches("[data-send]")) field.closest("form")?.requestSubmit();
  });
}

function close(which: (menu: HTMLDetailsElement) => boolean): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    if (which(menu)) menu.open = false;
  }
}

/** A form marked `data-busy` says so while it is being sent, and is not sent twice. */
export function busy(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-busy]")) return;
    form.classList.add("htmx-request");
    setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)));
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-busy].htmx-request")) {
      form.classList.remove("htmx-request");
      form.querySelectorAll("button").forEach((button) => (button.disabled = false));
    }
  });
}
