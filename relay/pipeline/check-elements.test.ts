import { expect, it } from 'vitest';
import { checkElements, missingElement } from './check-elements.ts';
import { customPresets } from './custom-presets.ts';
import { inspectElements } from './element-catalogue.ts';
import { elementTypes } from './graph.ts';
import { parseFragment } from './fragment.ts';
import { parseDescription } from './parse.ts';

async function check(text: string): Promise<void> {
  const graph = parseDescription(text);
  checkElements(graph, await inspectElements(elementTypes(graph)));
}

it.each([
  ['x264enc bitrat=5 ! mp4mux', 'at character 9', '"x264enc" has no property "bitrat"; near to it: bitrate'],
  ['x264enc bitrate=0 ! mp4mux', 'at character 9', '"bitrate" of "x264enc" cannot be "0": it goes from 1 to 2048000'],
  ['x264enc bitrate=fast ! mp4mux', 'at character 9', 'it is a whole number'],
  ['x264enc ip-factor=9.5 ! mp4mux', 'at character 9', 'it goes from 0 to 2'],
  ['x264enc pass=quality ! mp4mux', 'at character 9', 'it is one of cbr, quant, qual, pass1, pass2, pass3'],
  ['x264enc tune=zerolatency+slow ! mp4mux', 'at character 9', 'it is one of stillimage, fastdecode, zerolatency'],
  ['identity sync=perhaps ! fakesink', 'at character 10', 'it is true or false'],
  ['fakesink last-message=x', 'at character 10', '"last-message" of "fakesink" can only be read'],
  ['x264enc ! mp4mux .video_0 ! fakesink', 'at character 27', '"mp4mux" has no source pad "video_0" (it has src)'],
  ['tee name=t ! queue name=q ! fakesink t. ! q.', 'at character 41', '"queue" named "q" has no sink pad left to link'],
  ['fakesink ! queue', 'at character 10', '"fakesink" has no source pad left to link (it has none)'],
  ['identity ! queue.( identity )', 'at character 12', '"queue" is no bin'],
])('refuses %s, naming element and place', async (text, place, reason) => {
  await expect(check(text)).rejects.toMatchObject({
    code: 'PIPELINE_INVALID',
    message: expect.stringContaining(reason) as string,
  });
  await expect(check(text)).rejects.toThrow(place);
});

it.each([
  'x264enc pass=quant tune=zerolatency ! mp4mux',
  'x264enc pass=4 tune=0x4 key_int_max=60 speed-preset=ultrafast ! mp4mux name=m m.src ! fakesink',
  'fpsdisplaysink text-overlay=false video-sink="fakesink sync=true"',
  'compositor sink_0::xpos=20 ! fakesink',
  'x264enc ! mp4mux.video_0 mp4mux name=mp4mux ! fakesink',
])('takes %s', async (text) => {
  await expect(check(text)).resolves.toBeUndefined();
});

it('knows by their pads, not by their names, what sinks are and where a file is due', async () => {
  const catalogue = await inspectElements(['x264enc', 'h264parse', 'hlssink2', 'mp4mux', 'shmsink', 'rtspclientsink']);
  expect(parseFragment('x264enc ! h264parse ! hlssink2', catalogue).endsInSink).toBe(true);
  expect(parseFragment('x264enc ! mp4mux', catalogue).endsInSink).toBe(false);
  expect(parseFragment('x264enc ! mp4mux ! shmsink', catalogue).endsInSink).toBe(true);
});

it('names the package of an element that is missing, and installs all that are', () => {
  const error = missingElement('The pipeline', ['queue', 'x264enc', 'avenc_ffv1'], new Set(['queue']));
  expect(error).toMatchObject({
    code: 'ELEMENT_MISSING',
    message:
      'The pipeline needs the GStreamer element "x264enc" (of the package gstreamer1.0-plugins-ugly), which is not installed here.',
  });
  expect(error?.remedy).toMatch(/ugly.*libav/);
});

it("checks the operator's presets when they are read", async () => {
  await expect(customPresets([{ id: 'a', label: 'A', pipeline: 'x264enc tune=fast ! mp4mux' }])).rejects.toMatchObject({
    code: 'PIPELINE_INVALID',
  });
  const [preset] = await customPresets([{ id: 'a', label: 'A', pipeline: 'nosuchenc ! mp4mux' }]);
  expect(preset?.elements).toEqual(['nosuchenc', 'mp4mux']);
  await expect(
    customPresets([{ id: 'a', label: 'A', pipeline: 'appsrc caps=audio/x-raw ! fakesink' }]),
  ).rejects.toMatchObject({ code: 'OPTION_INVALID' });
});
