import { describe, expect, it } from 'vitest';
import { decodeWithFfmpeg, probe } from './testing/decode.ts';
import { numberedFrame, numberOf } from './testing/pictures.ts';
import { frames, record } from './testing/record.ts';

describe('a pipeline', () => {
  it.each(['mp4', 'mkv-lossless'])('records every frame once and in order: %s', async (preset) => {
    const { path, outcome } = await record({ preset }, frames(90, 320, 240, numberedFrame));
    expect(outcome).toEqual({ kind: 'ended' });
    const grey = decodeWithFfmpeg(path, 'gray');
    const size = 320 * 240;
    expect(Array.from({ length: grey.length / size }, (_, index) => numberOf(grey.subarray(index * size), 320, 240))).toEqual([...Array(90).keys()]);
    expect(probe(path).packets.length).toBe(90);
  });
});
