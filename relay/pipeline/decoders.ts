/** What decodes frames that come encoded, and in which codec they should come. */
import { ReelayError } from '../../shared/errors.ts';
import { CODECS, type CodecName } from '../../shared/media/codecs.ts';
import type { InstalledGStreamer } from './preflight.ts';
import type { Preset } from './preset.ts';

/** Elements by codec: the parser, where there is one, and decoders in the order in which they are tried. */
const ELEMENTS: Readonly<Record<CodecName, { readonly parser?: string; readonly decoders: readonly string[] }>> = {
  h264: { parser: 'h264parse', decoders: ['avdec_h264', 'openh264dec'] },
  h265: { parser: 'h265parse', decoders: ['avdec_h265', 'libde265dec'] },
  vp9: { parser: 'vp9parse', decoders: ['vp9dec'] },
  vp8: { decoders: ['vp8dec'] },
  av1: { parser: 'av1parse', decoders: ['dav1ddec', 'av1dec'] },
};

type Installed = Pick<InstalledGStreamer, 'elements'>;

/** From the encoded frames to raw ones, as gst-launch arguments joined by `!`; undefined where an element is missing. */
function decoderArguments(codec: CodecName, { elements }: Installed): string[] | undefined {
  const { parser, decoders } = ELEMENTS[codec];
  const decoder = decoders.find((name) => elements.has(name));
  if (decoder === undefined || (parser !== undefined && !elements.has(parser))) return undefined;
  // Frames in threads of their own would come out only when others follow: of a picture that stands none would be seen.
  const threads = decoder.startsWith('avdec_') ? ['thread-type=slice'] : [];
  return [...(parser === undefined ? [] : [parser, '!']), decoder, ...threads];
}

/**
 * Of the codecs that a page offers, in its order, the one that most of `presets` store as it comes; of equals the first.
 * What is live, shared or encoded again needs a decoder: codecs without one are passed over. Undefined where none is left.
 */
export function chooseCodec(
  offered: readonly CodecName[],
  presets: readonly Preset[],
  installed: Installed,
): CodecName | undefined {
  const storing = (codec: CodecName): number => presets.filter(({ stores }) => stores?.[codec]).length;
  const possible = offered.filter((codec) => decoderArguments(codec, installed));
  const most = Math.max(...possible.map(storing));
  return possible.find((codec) => storing(codec) === most);
}

/** The same for a codec that was chosen. Throws where it cannot be decoded. */
export function requireDecoder(codec: CodecName, installed: Installed): string[] {
  const found = decoderArguments(codec, installed);
  if (!found) throw new ReelayError('INTERNAL', { cause: `nothing decodes ${CODECS[codec].title}` });
  return found;
}
