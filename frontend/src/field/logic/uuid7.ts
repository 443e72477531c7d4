/** A number for an act, made on the phone: the time first, so that acts sort as they were made. */

/** Return a UUIDv7 from milliseconds and 10 random bytes. */
export function uuid7(ms: number, random: Uint8Array): string {
  const hex = ms.toString(16).padStart(12, "0") + [...random.slice(0, 10)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const variant = ((parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
