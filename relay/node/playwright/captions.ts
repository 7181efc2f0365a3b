/** Text drawn into pictures, by GStreamer's textoverlay, which is told it frame by frame over a descriptor of its own. */

/** How captions are announced. */
export const CAPTION_CAPS = 'text/x-raw, format=(string)utf8';

const OVERLAY = 'captions';

/** Longest caption, characters: what fits into two lines of a usual picture. */
const MAX_CHARACTERS = 160;

/** The overlay, and what reads its text, as gst-launch arguments that end in a link. */
export function captionArguments(): string[] {
  return [
    ...['textoverlay', `name=${OVERLAY}`],
    // No frame passes before its text is there.
    'wait-text=true',
    ...['valignment=bottom', 'halignment=left', 'line-alignment=left', 'wrap-mode=wordchar'],
    // A dark box behind it: it is to be read on any page.
    ...['shaded-background=true', 'shading-value=180', 'font-desc=Sans 12'],
    '!',
  ];
}

/** What feeds the overlay, to stand behind the rest of the pipeline. */
export function captionSource(): string[] {
  return ['fdsrc', 'fd=3', '!', 'gdpdepay', '!', 'queue', '!', `${OVERLAY}.text_sink`];
}

/** A caption as the overlay takes it. An empty text would not be taken for one: a blank shows as nothing. */
export function captionBytes(caption: string): Uint8Array {
  const line = caption.replaceAll(/\s+/g, ' ').trim();
  const characters = [...line];
  const text = characters.length > MAX_CHARACTERS ? `${characters.slice(0, MAX_CHARACTERS - 1).join('')}…` : line;
  return new TextEncoder().encode(text === '' ? ' ' : text);
}
