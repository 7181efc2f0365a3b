/** The settings as they stand in the controls: texts, right or wrong. */
import type { Mode, Quality } from '../api.ts';

export interface Form {
  /** Id of an animation of the catalogue. */
  readonly scene: string;
  /** `1280x720` for a common size, or `custom`. */
  readonly size: string;
  readonly width: string;
  readonly height: string;
  /** A key of RATES, or `custom`. */
  readonly fps: string;
  /** A number or a fraction, `60000/1001`. */
  readonly customFps: string;
  readonly length: 'seconds' | 'until-stopped';
  readonly seconds: string;
  readonly mode: Mode;
  /** Id of a preset of the relay. */
  readonly preset: string;
  /** Further ones, each for a file of its own; never `preset` itself. */
  readonly also: readonly string[];
  readonly quality: Quality;
  /** Empty: the animation's title. */
  readonly name: string;
}

/** What a newcomer finds. */
export const DEFAULT_FORM: Form = {
  scene: 'test-pattern',
  size: '1280x720',
  width: '1280',
  height: '720',
  fps: '60',
  customFps: '60',
  length: 'seconds',
  seconds: '5',
  mode: 'offline',
  preset: 'mp4',
  also: [],
  quality: 'standard',
  name: '',
};
