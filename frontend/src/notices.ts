/** What the page says when a partial reload failed: signed out goes to the sign-in page, anything else is put on top. */
export function notices(): void {
  document.addEventListener("htmx:response:error", (event) => {
    const status = (event as CustomEvent<{ ctx?: { response?: { raw?: Response } } }>).detail.ctx?.response?.raw?.status;
    if (status === 401) return location.reload();
    show();
  });
  document.addEventListener("htmx:error", show);
}

function show(): void {
  const words = document.querySelector<HTMLTemplateElement>("template[data-failed]");
  const main = document.querySelector("main");
  if (!words || !main || main.querySelector("[data-failed-note]")) return;
  main.prepend(words.content.cloneNode(true));
}
