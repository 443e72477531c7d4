/** Draws the field page's icons at build: the ledger's three lines and its fold, as in public/icon.svg, without a drawing library. */

import { deflateSync } from "node:zlib";

type Colour = readonly [number, number, number];
const PAPER: Colour = [0xfd, 0xfc, 0xf9];
const ACCENT: Colour = [0x12, 0x3f, 0x63];
const INK: Colour = [0x1c, 0x1b, 0x19];

/** Left, top, right, bottom in units of a 32 x 32 board, painted in order. */
const STROKES: readonly [number, number, number, number, Colour][] = [
  [7, 6.5, 25, 9.5, ACCENT],
  [7, 14.5, 25, 17.5, ACCENT],
  [7, 22.5, 25, 25.5, ACCENT],
  [10.25, 4, 11.75, 28, INK],
];

function chunk(kind: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), content]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(content.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc(body), body.length + 4);
  return frame;
}

function crc(bytes: Buffer): number {
  let left = 0xffffffff;
  for (const byte of bytes) {
    left ^= byte;
    for (let bit = 0; bit < 8; bit++) left = left & 1 ? (left >>> 1) ^ 0xedb88320 : left >>> 1;
  }
  return (left ^ 0xffffffff) >>> 0;
}

/** Return a square PNG of so many pixels. `inset` (0 to 1) leaves room around, for phones that cut icons to a circle. */
export function icon(pixels: number, inset = 0): Buffer {
  const rows = Buffer.alloc(pixels * (pixels * 3 + 1));
  const unit = (at: number) => (((at + 0.5) / pixels - 0.5) / (1 - inset) + 0.5) * 32;
  for (let y = 0; y < pixels; y++) {
    for (let x = 0; x < pixels; x++) {
      const hit = STROKES.filter(([l, t, r, b]) => unit(x) >= l && unit(x) < r && unit(y) >= t && unit(y) < b).at(-1);
      rows.set(hit ? hit[4] : PAPER, y * (pixels * 3 + 1) + 1 + x * 3);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(pixels, 0);
  head.writeUInt32BE(pixels, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}
