import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { installCommand, packageOf } from './packages.ts';
import { elementsIn, inspectGStreamer } from './preflight.ts';
import { BUILT_IN_PRESETS, presetProblem } from './presets.ts';
import { temporaryDirectory } from './testing/record.ts';

it('knows version and elements, asked once', async () => {
  const installed = await inspectGStreamer();
  expect(installed.version).toMatch(/^\d+\.\d+\.\d+/);
  expect(installed.elements.has('fdsrc')).toBe(true);
  expect(await inspectGStreamer()).toBe(installed);
  expect(BUILT_IN_PRESETS.map((preset) => presetProblem(preset, installed))).toEqual(
    BUILT_IN_PRESETS.map(() => undefined),
  );
});

it('says that the tools are missing, again each time it is asked', async () => {
  for (let time = 0; time < 2; time++)
    await expect(inspectGStreamer({ inspect: '/nowhere/gst-inspect-1.0' })).rejects.toMatchObject({
      code: 'GSTREAMER_MISSING',
    });
});

it('reads elements only, whatever else is listed', () => {
  const listing = `x264:  x264enc: x264 H.264 Encoder
coretracers:  latency (GstTracerFactory)
typefindfunctions: video/quicktime: mov, mp4
1394:  dv1394src: Firewire (1394) DV video source

Total count: 3 plugins, 4 features`;
  expect([...elementsIn(listing)]).toEqual(['x264enc', 'dv1394src']);
});

it('names the package and the command of this system', () => {
  expect(['x264enc', 'mp4mux', 'theoraenc', 'gdpdepay', 'avenc_ffv1', 'fdsrc'].map(packageOf)).toEqual([
    'gstreamer1.0-plugins-ugly',
    'gstreamer1.0-plugins-good',
    'gstreamer1.0-plugins-base',
    'gstreamer1.0-plugins-bad',
    'gstreamer1.0-libav',
    'gstreamer1.0-tools',
  ]);
  for (const [tool, command] of [
    ['dnf', 'sudo dnf install -y gstreamer1-plugins-ugly gstreamer1-plugins-good'],
    ['pacman', 'sudo pacman -S --needed gst-plugins-ugly gst-plugins-good'],
    ['brew', 'brew install gstreamer'],
    ['apt-get', 'sudo apt-get install -y gstreamer1.0-plugins-ugly gstreamer1.0-plugins-good'],
  ] as const) {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, tool), '');
    chmodSync(join(directory, tool), 0o755);
    expect(installCommand(['x264enc', 'mp4mux'], directory)).toBe(command);
  }
  expect(installCommand(['x264enc'], '')).toContain('apt-get');
});
