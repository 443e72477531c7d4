/** The service worker: keeps the page's own files, and serves them with no network. It never touches what is stored.
 *
 * The server writes the list of files into this text: a new build is a new worker, and the old one serves its own
 * files until a person takes the new one over.
 */

interface Extendable extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Fetching extends Extendable {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Scope {
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  addEventListener(kind: "install" | "activate", then: (event: Extendable) => void): void;
  addEventListener(kind: "fetch", then: (event: Fetching) => void): void;
  addEventListener(kind: "message", then: (event: MessageEvent) => void): void;
}

const scope = self as unknown as Scope;
const [version = "", ...files] = "__TONGCHOU_FIELD_FILES__".split(" ");
const PREFIX = "tongchou-field-";
const here = PREFIX + version;
const SHELL = "/field/";

scope.addEventListener("install", (event) => {
  const fresh = files.map((file) => new Request(file, { cache: "reload", credentials: "same-origin" }));
  event.waitUntil(caches.open(here).then((cache) => cache.addAll(fresh)));
});

scope.addEventListener("activate", (event) => {
  const old = (name: string) => name.startsWith(PREFIX) && name !== here;
  const swept = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
  event.waitUntil(swept.then(() => scope.clients.claim()));
});

scope.addEventListener("message", (event) => {
  if (event.data === "take over") void scope.skipWaiting();
});

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.method !== "GET" || !files.includes(path)) return;
  event.respondWith(
    caches
      .open(here)
      .then((cache) => cache.match(path === SHELL ? SHELL : request, { ignoreSearch: true, ignoreVary: true }))
      .then((kept) => kept ?? fetch(request)),
  );
});

export {};
