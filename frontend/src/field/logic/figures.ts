/** Times, temperatures and offsets, in and out of words. */

/** Return an instant as ISO in the phone's own zone; `west` is minutes as Date.getTimezoneOffset gives them. */
export function zoned(ms: number, west: number): string {
  const local = new Date(ms - west * 60_000).toISOString().slice(0, 23);
  const off = Math.abs(west);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${local}${west > 0 ? "-" : "+"}${two(Math.floor(off / 60))}:${two(off % 60)}`;
}

/** Return the county's local day (UTC+8 all year) of an instant. */
export function countyDay(ms: number): string {
  return new Date(ms + 8 * 3600_000).toISOString().slice(0, 10);
}

/** Return the county's time of day, 24 hours. */
export function countyTime(ms: number): string {
  return new Date(ms + 8 * 3600_000).toISOString().slice(11, 16);
}

export const FEVER = 373;

/** Return tenths of a degree for "36.5", "36,5", "365", "３６．５" and "36.5℃"; null for nothing; NaN for what no body has. */
export function tenths(text: string): number | null {
  const plain = text.normalize("NFKC").replace(/\s|°C|℃|度|C/gi, "").replace(",", ".").replace("。", ".");
  if (!plain) return null;
  if (!/^\d{2,3}(\.\d)?$/.test(plain)) return NaN;
  const value = Math.round(Number(plain) * (plain.includes(".") || plain.length === 2 ? 10 : 1));
  return value >= 340 && value <= 430 ? value : NaN;
}

/** The clock's error in minutes, where it is worth telling: more than two minutes. Positive: the phone is behind. */
export function clockError(seconds: number): number | null {
  return Math.abs(seconds) > 120 ? Math.round(seconds / 60) : null;
}
