/** Pictures for tests: numbered frames and colour patches, and how to recognise them in what was decoded. */

import { frameLayout } from '../../../shared/media/formats.ts';

export type Colour = readonly [red: number, green: number, blue: number];

/** Colours that show matrix, range and rounding faults. */
export const PATCHES: readonly Colour[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 0],
  [0, 255, 255],
  [255, 0, 255],
  [255, 255, 255],
  [0, 0, 0],
  [128, 128, 128],
  [64, 64, 64],
  [200, 30, 90],
  [18, 52, 86],
  [240, 180, 120],
  [90, 160, 40],
  [33, 99, 201],
  [250, 240, 230],
];

/** A frame of 4 x 4 patches in BGRA order. */
export function patchFrame(width: number, height: number, alpha = 255): Buffer {
  const pixels = Buffer.alloc(width * height * 4, alpha);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [red, green, blue] = patchAt(x, y, width, height);
      const at = (y * width + x) * 4;
      pixels[at] = blue;
      pixels[at + 1] = green;
      pixels[at + 2] = red;
    }
  }
  return pixels;
}

function patchAt(x: number, y: number, width: number, height: number): Colour {
  const column = Math.floor((x * 4) / width);
  const row = Math.floor((y * 4) / height);
  return PATCHES[row * 4 + column] ?? [0, 0, 0];
}

/** Largest difference between the drawn and the decoded colour at the middles of the patches. @param rgb decoded, packed rgb24 */
export function worstPatch(rgb: Uint8Array, width: number, height: number): number {
  let worst = 0;
  PATCHES.forEach((colour, index) => {
    const middleX = Math.floor((((index % 4) + 0.5) * width) / 4);
    const middleY = Math.floor(((Math.floor(index / 4) + 0.5) * height) / 4);
    for (const [dx, dy] of [
      [0, 0],
      [width / 16, height / 16],
      [-width / 16, height / 16],
    ] as const) {
      const at = ((middleY + Math.floor(dy)) * width + middleX + Math.floor(dx)) * 3;
      colour.forEach((value, channel) => (worst = Math.max(worst, Math.abs(value - (rgb[at + channel] ?? -255)))));
    }
  });
  return worst;
}

const BITS = 16;

/** A frame that carries `number` as 16 black or white stripes, in BGRA order. */
export function numberedFrame(number: number, width: number, height: number): Buffer {
  const row = Buffer.alloc(width * 4, 255);
  for (let x = 0; x < width; x++) {
    const bit = Math.floor((x * BITS) / width);
    if (((number >> bit) & 1) === 0) row.fill(0, x * 4, x * 4 + 3);
  }
  return Buffer.concat(Array.from({ length: height }, () => row));
}

/** The number a decoded frame carries. @param grey packed 8-bit luma */
export function numberOf(grey: Uint8Array, width: number, height: number): number {
  let number = 0;
  for (let bit = 0; bit < BITS; bit++) {
    const at = Math.floor(height / 2) * width + Math.floor(((bit + 0.5) * width) / BITS);
    if ((grey[at] ?? 0) > 127) number |= 1 << bit;
  }
  return number;
}

/** A frame of the same patches in I420, converted to limited-range BT.709 or BT.601 with proper rounding. Sides must be even. */
export function patchFrameI420(width: number, height: number, matrix: 'bt709' | 'bt601'): Buffer {
  const [kr, kb] = matrix === 'bt709' ? [0.2126, 0.0722] : [0.299, 0.114];
  const { planes, bytes } = frameLayout('I420', width, height);
  const frame = Buffer.alloc(bytes);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [red, green, blue] = patchAt(x, y, width, height);
      const luma = kr * red + (1 - kr - kb) * green + kb * blue;
      const values = [
        16 + (luma * 219) / 255,
        128 + ((blue - luma) / (2 - 2 * kb)) * (224 / 255),
        128 + ((red - luma) / (2 - 2 * kr)) * (224 / 255),
      ];
      planes.forEach(({ offset, stride }, plane) => {
        const shift = plane === 0 ? 0 : 1;
        frame[offset + (y >> shift) * stride + (x >> shift)] = Math.round(values[plane] ?? 0);
      });
    }
  }
  return frame;
}
