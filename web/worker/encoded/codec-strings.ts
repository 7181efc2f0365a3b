/** What encoders are called, at the lowest level that holds a picture of some size at some rate. */
import type { CodecName } from '../../../shared/media/codecs.ts';

interface Level {
  /** As it stands in the codec string. */
  readonly name: string;
  /** Most luma samples of a picture, and a second. */
  readonly picture: number;
  readonly second: number;
}

const level = (name: string, picture: number, second: number): Level => ({ name, picture, second });
/** H.264 counts macroblocks. */
const blocks = (name: string, picture: number, second: number): Level => level(name, picture * 256, second * 256);

/** Source: ITU-T H.264, table A-1; H.265, table A.8; the VP9 bitstream's annex A; AV1's annex A. Ascending. */
const LEVELS = {
  h264: [
    blocks('1f', 3600, 108_000),
    blocks('28', 8192, 245_760),
    blocks('2a', 8704, 522_240),
    blocks('32', 22_080, 589_824),
    blocks('33', 36_864, 983_040),
    blocks('34', 36_864, 2_073_600),
    blocks('3e', 139_264, 16_711_680),
  ],
  h265: [
    level('93', 983_040, 33_177_600),
    level('123', 2_228_224, 133_693_440),
    level('153', 8_912_896, 534_773_760),
    level('156', 8_912_896, 1_069_547_520),
    level('186', 35_651_584, 4_278_190_080),
  ],
  vp9: [
    level('31', 983_040, 36_864_000),
    level('41', 2_228_224, 160_432_128),
    level('51', 8_912_896, 588_251_136),
    level('52', 8_912_896, 1_176_502_272),
    level('62', 35_651_584, 4_706_009_088),
  ],
  av1: [
    level('05', 1_065_024, 31_950_720),
    level('09', 2_359_296, 141_557_760),
    level('13', 8_912_896, 534_773_760),
    level('14', 8_912_896, 1_069_547_520),
    level('18', 35_651_584, 4_278_190_080),
  ],
} as const;

/** Of each codec the profiles that are tried, the best first. */
const STRINGS: Readonly<Record<CodecName, (levelOf: (codec: keyof typeof LEVELS) => string) => readonly string[]>> = {
  // High, Main, Constrained Baseline.
  h264: (levelOf) => ['6400', '4d00', '42e0'].map((profile) => `avc1.${profile}${levelOf('h264')}`),
  h265: (levelOf) => [`hvc1.1.6.L${levelOf('h265')}.B0`],
  vp9: (levelOf) => [`vp09.00.${levelOf('vp9')}.08`],
  vp8: () => ['vp8'],
  av1: (levelOf) => [`av01.0.${levelOf('av1')}M.08`],
};

/** WebCodecs' strings for `codec`, the best first. @param fps frames per second */
export function codecStrings(codec: CodecName, width: number, height: number, fps: number): readonly string[] {
  return STRINGS[codec]((name) => {
    const fits = LEVELS[name].find(
      ({ picture, second }) => width * height <= picture && width * height * fps <= second,
    );
    return (fits ?? LEVELS[name].at(-1))?.name ?? '';
  });
}
