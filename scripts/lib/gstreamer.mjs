import { run } from './run.mjs';
import { which } from './which.mjs';

/**
 * Names of all GStreamer elements there are, and of ffmpeg where it is there; none where GStreamer is not installed. Takes some 30 ms (the first time after
 * an installation some seconds: GStreamer looks through its plugins).
 * @returns {Promise<ReadonlySet<string>>}
 */
export async function installedElements() {
  const { code, output } = await run(['gst-inspect-1.0', '--no-colors']);
  if (code !== 0) return new Set();
  // Lines are `plugin:  element: Long name`.
  const elements = [...output.matchAll(/^\S+: +([\w-]+): /gm)].map(([, element = '']) => element);
  return new Set([...elements, ...(which('ffmpeg') === undefined ? [] : ['ffmpeg'])]);
}
