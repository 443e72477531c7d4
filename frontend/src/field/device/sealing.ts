/** All cryptography of the phone page, by WebCrypto alone: the PIN's key, the data key, sealed records, the device's signature. */

const subtle = globalThis.crypto?.subtle;
const AES = { name: "AES-GCM", length: 256 };
const ECDSA = { name: "ECDSA", namedCurve: "P-256" };
/** OWASP's figure of 2023 for PBKDF2 with SHA-256: about a second on a cheap phone. */
export const ROUNDS = 600_000;

export type Bytes = Uint8Array<ArrayBuffer>;

export interface Sealed {
  iv: Bytes;
  sealed: Bytes;
}

/** Tell whether this browser can seal anything: only a page of https (or this machine's own) can. */
export function able(): boolean {
  return subtle !== undefined;
}

export function random(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text) as Bytes;
}

export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/** Return the key that wraps the data key. */
async function pinKey(pin: string, salt: Bytes, rounds: number): Promise<CryptoKey> {
  const material = await subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveKey"]);
  return subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, material, AES, false, ["wrapKey", "unwrapKey"]);
}

export interface Wrapped {
  salt: Bytes;
  rounds: number;
  iv: Bytes;
  key: Bytes;
}

/** Make a data key and return it with its wrapping under a PIN. */
export async function newDataKey(pin: string): Promise<{ key: CryptoKey; wrapped: Wrapped }> {
  const salt = random(16);
  const iv = random(12);
  const fresh = await subtle.generateKey(AES, true, ["encrypt", "decrypt"]);
  const wrapped = await subtle.wrapKey("raw", fresh, await pinKey(pin, salt, ROUNDS), { name: "AES-GCM", iv });
  const kept = { salt, rounds: ROUNDS, iv, key: new Uint8Array(wrapped) };
  return { key: await unwrap(pin, kept), wrapped: kept };
}

/** Return the data key, not extractable. Rejects where the PIN is wrong. */
export async function unwrap(pin: string, wrapped: Wrapped): Promise<CryptoKey> {
  const wrapping = await pinKey(pin, wrapped.salt, wrapped.rounds);
  const how = { name: "AES-GCM", iv: wrapped.iv };
  return subtle.unwrapKey("raw", wrapped.key, wrapping, how, AES, false, ["encrypt", "decrypt"]);
}

/** Return the key of the outbox, which the server can derive too. */
export function outboxKey(raw: Bytes): Promise<CryptoKey> {
  return subtle.importKey("raw", raw, AES, false, ["encrypt", "decrypt"]);
}

/** Seal bytes; `bound` is what the record is filed under: a sealed record moved to another place does not open. */
export async function sealBytes(key: CryptoKey, bytes: Bytes, bound: string): Promise<Sealed> {
  const iv = random(12);
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(bound) }, key, bytes);
  return { iv, sealed: new Uint8Array(sealed) };
}

export async function openBytes(key: CryptoKey, { iv, sealed }: Sealed, bound: string): Promise<Bytes> {
  return new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv, additionalData: utf8(bound) }, key, sealed));
}

export function seal(key: CryptoKey, value: unknown, bound: string): Promise<Sealed> {
  return sealBytes(key, utf8(JSON.stringify(value)), bound);
}

export async function open<T>(key: CryptoKey, sealed: Sealed, bound: string): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await openBytes(key, sealed, bound))) as T;
}

/** Make the device's pair; the private half never leaves this browser. */
export async function newPair(): Promise<{ signing: CryptoKey; public_key: JsonWebKey }> {
  const pair = await subtle.generateKey(ECDSA, false, ["sign", "verify"]);
  return { signing: pair.privateKey, public_key: await subtle.exportKey("jwk", pair.publicKey) };
}

/** Return the ECDSA signature (r and s, 64 bytes) of a text. */
export async function sign(signing: CryptoKey, text: string): Promise<Bytes> {
  return new Uint8Array(await subtle.sign({ name: "ECDSA", hash: "SHA-256" }, signing, utf8(text)));
}

/** Seal a text for the outbox file, bound to nothing: the signature over the whole file binds it. */
export async function sealForFile(key: CryptoKey, text: string): Promise<Sealed> {
  const iv = random(12);
  return { iv, sealed: new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv }, key, utf8(text))) };
}
