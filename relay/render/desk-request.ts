/** What the studio asks to have rendered. It comes from the network: each field is checked, and none is a path or a command. */
import {
  MAX_NAME_LENGTH,
  MAX_OUTPUTS,
  MAX_PRESET_LENGTH,
  MAX_RATE,
  MAX_RATE_PART,
  MAX_SIDE_PIXELS,
} from '../../shared/wire/limits.ts';
import type { Rate } from '../../shared/media/time.ts';
import { MODES, type Mode, QUALITIES, type Quality } from '../../shared/wire/messages.ts';
import { type Field, integer, list, malformed, object, oneOf, text } from '../../shared/wire/schema.ts';

/** Longest address of a page, UTF-16 units. */
const MAX_URL_LENGTH = 4000;
/** An hour at 60 a second. */
const MAX_FRAMES = 216_000;

/** A page by its address, or one of the operator's own (local-pages.ts). */
export type DeskPage =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'local'; readonly path: string };

export interface DeskRequest {
  readonly page: DeskPage;
  readonly mode: Mode;
  readonly presets: readonly string[];
  readonly rate: Rate;
  readonly frames: number;
  readonly size: { readonly width: number; readonly height: number };
  readonly quality: Quality;
  readonly name: string;
}

const page: Field<DeskPage> = (value, path) => {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  if (kind === 'local') return object({ kind: oneOf(['local']), path: text(MAX_URL_LENGTH) })(value, path);
  const { url } = object({ kind: oneOf(['url']), url: text(MAX_URL_LENGTH) })(value, path);
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address?.protocol !== 'http:' && address?.protocol !== 'https:')
    throw malformed(`${path}.url must be an address that begins with http:// or https://`);
  return { kind: 'url', url: address.href };
};

const rate: Field<Rate> = (value, path) => {
  const [numerator, denominator] = list(integer(1, MAX_RATE_PART), 2)(value, path);
  if (numerator === undefined || denominator === undefined || numerator / denominator > MAX_RATE)
    throw malformed(`${path} must be a pair of numbers, of at most ${MAX_RATE} frames per second`);
  return [numerator, denominator];
};

const side = integer(1, MAX_SIDE_PIXELS);

/** Checks what was sent. Throws PROTOCOL_MALFORMED. */
export const deskRequest: Field<DeskRequest> = object({
  page,
  mode: oneOf(MODES),
  presets: list(text(MAX_PRESET_LENGTH), MAX_OUTPUTS),
  rate,
  frames: integer(1, MAX_FRAMES),
  size: object({ width: side, height: side }),
  quality: oneOf(QUALITIES),
  name: text(MAX_NAME_LENGTH),
});
