/** Reads a JPEG's size from its frame header. Source: ITU-T T.81, annex B. */

const [MARKER, SOI, EOI, SOS, TEM] = [0xff, 0xd8, 0xd9, 0xda, 0x01];
/** Start of frame: C0 to CF, without DHT (C4), JPG (C8) and DAC (CC). */
const isFrameHeader = (code: number): boolean => code >= 0xc0 && code <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(code);
const isAlone = (code: number): boolean => code === TEM || (code >= 0xd0 && code <= 0xd7);

/** Width and height, pixels; undefined for what is no JPEG. */
export function jpegSize(bytes: Buffer): { readonly width: number; readonly height: number } | undefined {
  if (bytes[0] !== MARKER || bytes[1] !== SOI) return undefined;
  let at = 2;
  while (at + 4 <= bytes.length) {
    const code = bytes[at + 1] ?? 0;
    if (bytes[at] !== MARKER || code === SOS || code === EOI) return undefined;
    if (code === MARKER || isAlone(code)) {
      // Markers may be filled up with FF, and some have no length.
      at += code === MARKER ? 1 : 2;
    } else if (isFrameHeader(code)) {
      if (at + 9 > bytes.length) return undefined;
      const [height, width] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)];
      return width > 0 && height > 0 ? { width, height } : undefined;
    } else {
      at += 2 + bytes.readUInt16BE(at + 2);
    }
  }
  return undefined;
}
