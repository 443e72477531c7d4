/** The field page: words first, then the screens, then the worker that keeps it all for days without a network. */

import { render } from "preact";

import { listen, set, start } from "./app";
import { Page } from "./screens/page";
import { preferred, speak } from "./words";
import "./field.css";

async function keepOffline(): Promise<void> {
  const worker = navigator.serviceWorker;
  // WeChat's older browsers have none: the page then needs the network to open, and works without one once open.
  if (!worker) return;
  const had = worker.controller !== null;
  worker.addEventListener("controllerchange", () => {
    if (had) location.reload();
  });
  const registered = await worker.register("/field/worker.js", { scope: "/field/", updateViaCache: "none" });
  const offer = (waiting: ServiceWorker | null) => {
    if (waiting && worker.controller) set({ update: waiting });
  };
  offer(registered.waiting);
  registered.addEventListener("updatefound", () => {
    const coming = registered.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed") offer(coming);
    });
  });
}

async function main(): Promise<void> {
  const language = preferred();
  await speak(language);
  render(<Page />, document.getElementById("app")!);
  listen();
  await start(language);
  await keepOffline();
}

void main();
