/** A head box `data-all="rows"` ticks every box of that name on the page and says how many are ticked. */
export function selection(): void {
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
    const form = box.form;
    if (!form) return;
    if (box.dataset.all) for (const other of boxes(form, box.dataset.all)) other.checked = box.checked;
    count(form);
  });
}

function boxes(form: HTMLFormElement, name: string): HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>(`input[type=checkbox][name="${CSS.escape(name)}"]`)];
}

function count(form: HTMLFormElement): void {
  for (const place of form.querySelectorAll<HTMLElement>("[data-ticked]")) {
    place.textContent = String(boxes(form, place.dataset.ticked ?? "").filter((box) => box.checked).length);
  }
}
