/** Makes a taken picture small: at most 1280 pixels and 300 KB, and without what the camera wrote beside it (place, time). */

import type { Bytes } from "./sealing";

const LONGEST = 1280;
const MOST = 300_000;

export async function shrink(file: Blob): Promise<Bytes> {
  const image = await createImageBitmap(file);
  const canvas = document.createElement("canvas");
  for (let longest = LONGEST; ; longest = Math.round(longest * 0.75)) {
    const scale = Math.min(1, longest / Math.max(image.width, image.height));
    canvas.width = Math.max(1, Math.round(image.width * scale));
    canvas.height = Math.max(1, Math.round(image.height * scale));
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    for (const quality of [0.8, 0.6, 0.4]) {
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
      if (blob && blob.size <= MOST) return new Uint8Array(await blob.arrayBuffer());
    }
  }
}
