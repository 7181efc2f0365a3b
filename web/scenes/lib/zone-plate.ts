const LEVELS = 256;

/**
 * A moving zone plate: rings that get finer outwards up to the finest the picture can hold, which shows at once where
 * scaling or chroma subsampling loses detail.
 */
export interface ZonePlate {
  readonly image: ImageData;
  /** Redraws `image` with its rings moved outwards by `turns` of a ring. */
  draw(turns: number): void;
}

/** Prepares a zone plate of the given size, pixels. */
export function zonePlate(width: number, height: number): ZonePlate {
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const phases = ringPhases(width, height);
  const greys = new Uint32Array(LEVELS);
  return {
    image,
    draw(turns) {
      for (let level = 0; level < LEVELS; level++) {
        const grey = Math.round(127.5 + 112 * Math.cos(2 * Math.PI * (level / LEVELS - turns)));
        greys[level] = (0xff000000 | (grey << 16) | (grey << 8) | grey) >>> 0;
      }
      for (let i = 0; i < pixels.length; i++) pixels[i] = greys[phases[i] ?? 0] ?? 0;
    },
  };
}

/** Where each pixel stands within its ring, 0 to 255. */
function ringPhases(width: number, height: number): Uint8Array {
  const phases = new Uint8Array(width * height);
  // The rings reach the Nyquist limit, half a turn a pixel, at the left and right edge.
  const turnsPerSquare = 0.5 / width;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const turns = turnsPerSquare * ((x - width / 2) ** 2 + (y - height / 2) ** 2);
      phases[y * width + x] = Math.floor(turns * LEVELS) % LEVELS;
    }
  }
  return phases;
}
