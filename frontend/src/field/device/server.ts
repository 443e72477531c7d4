/** The ways to the server. Every one answers with what was said, or throws `Said` (the server said no) or `Unreached`. */

import type { Bundle, Device, Place, Session, SyncAnswer } from "../contract";

/** The server answered, and not with 200. */
export class Said extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly text: string,
    readonly retry_after?: number,
  ) {
    super(code);
  }
}

/** Nobody answered. */
export class Unreached extends Error {}

function token(): string {
  return /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? "";
}

function heads(): Record<string, string> {
  return { Accept: "application/json", "X-CSRFToken": token() };
}

function said(status: number, body: string, retry: string | null): Said {
  let told: { code?: string; text?: string } = {};
  try {
    told = JSON.parse(body) as typeof told;
  } catch {
    // A proxy's page, or nothing: the status has to do.
  }
  const seconds = Number(retry);
  return new Said(status, told.code ?? `http_${status}`, told.text ?? "", retry && seconds >= 0 ? seconds : undefined);
}

async function ask<T>(method: string, path: string, body?: BodyInit, type = "application/json"): Promise<T> {
  let response: Response;
  let text: string;
  try {
    const headers = body === undefined ? heads() : { ...heads(), "Content-Type": type };
    response = await fetch(path, { method, headers, body: body ?? null, redirect: "manual", cache: "no-store" });
    text = await response.text();
  } catch {
    throw new Unreached();
  }
  // A redirect leads to the sign-in page: whoever asks is not signed in.
  if (response.type === "opaqueredirect") throw new Said(401, "signed_out", "");
  if (!response.ok) throw said(response.status, text, response.headers.get("Retry-After"));
  return (text ? JSON.parse(text) : null) as T;
}

/** Who is signed in, null if nobody; it also brings the token that acts need. */
export function session(): Promise<Session | null> {
  return ask("GET", "/field/session");
}

export function signIn(username: string, password: string): Promise<Session> {
  return ask("POST", "/field/session", JSON.stringify({ username, password }));
}

export function signOut(): Promise<null> {
  return ask("DELETE", "/field/session");
}

export function register(device: string, public_key: JsonWebKey, label: string, phone_time: string, cell: string): Promise<Device> {
  const where = cell ? `?cell=${encodeURIComponent(cell)}` : "";
  return ask("POST", `/field/api/device${where}`, JSON.stringify({ device, public_key, label, phone_time }));
}

/** The cells that the user may choose to work today. */
export async function cells(): Promise<Place[]> {
  return (await ask<{ cells: Place[] }>("GET", "/field/api/cells")).cells;
}

export function bundle(device: string): Promise<Bundle> {
  return ask("GET", `/field/api/bundle?device=${device}`);
}

export function putPhoto(device: string, id: string, bytes: Uint8Array<ArrayBuffer>): Promise<unknown> {
  return ask("PUT", `/field/api/photo/${id}?device=${device}`, bytes, "image/jpeg");
}

/** Send a batch. `gone` is called when the last byte left the phone, whatever becomes of the answer. */
export function sync(body: string, gone: () => void): Promise<SyncAnswer> {
  return new Promise((resolve, reject) => {
    // fetch() cannot tell when a request has left; this can.
    const request = new XMLHttpRequest();
    request.open("POST", "/field/api/sync");
    request.timeout = 60_000;
    for (const [name, value] of Object.entries(heads())) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", "application/json");
    request.upload.onload = gone;
    request.onerror = request.ontimeout = request.onabort = () => reject(new Unreached());
    request.onload = () => {
      if (request.status === 200 && request.responseURL.endsWith("/field/api/sync")) {
        try {
          resolve(JSON.parse(request.responseText) as SyncAnswer);
        } catch {
          reject(new Unreached());
        }
      } else if (request.status === 200) reject(new Said(401, "signed_out", ""));
      else reject(said(request.status, request.responseText, request.getResponseHeader("Retry-After")));
    };
    request.send(body);
  });
}
