import { run } from './run.mjs';

/**
 * Names of all GStreamer elements there are; none where GStreamer is not installed. Takes some 30 ms (the first time after
 * an installation some seconds: GStreamer looks through its plugins).
 * @returns {Promise<ReadonlySet<string>>}
 */
export async function installedElements() {
  const { code, output } = await run(['gst-inspect-1.0', '--no-colors']);
  if (code !== 0) return new Set();
  // Lines are `plugin:  element: Long name`.
  return new Set([...output.matchAll(/^\S+: +([\w-]+): /gm)].map(([, element = '']) => element));
}
