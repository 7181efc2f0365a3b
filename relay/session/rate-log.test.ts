import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_TIME_NS } from '../../shared/wire/limits.ts';
import { RateLog } from './rate-log.ts';

const SECOND = 1e9;

it('tells bits and frames by the second of picture, seconds without any too', () => {
  const log = new RateLog();
  log.add(0, 1000);
  log.add(SECOND - 1, 500);
  log.add(3 * SECOND, 10);
  expect(log.series).toEqual({ stepSeconds: 1, bitsPerSecond: [12_000, 0, 0, 80], frames: [2, 0, 0, 1] });
});

it('whatever times are claimed, there are few points and no frame is lost', () => {
  const chunk = fc.record({ ptsNs: fc.integer({ min: 0, max: MAX_TIME_NS }), bytes: fc.nat({ max: 1e7 }) });
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 50 }), (chunks) => {
      const log = new RateLog();
      for (const { ptsNs, bytes } of chunks) log.add(ptsNs, bytes);
      const { stepSeconds, bitsPerSecond, frames } = log.series;
      expect(frames.length).toBeLessThanOrEqual(1000);
      expect(frames.reduce((sum, count) => sum + count, 0)).toBe(chunks.length);
      const bits = bitsPerSecond.reduce((sum, rate) => sum + rate * stepSeconds, 0);
      const sent = chunks.reduce((sum, { bytes }) => sum + 8 * bytes, 0);
      expect(Math.abs(bits - sent)).toBeLessThanOrEqual((stepSeconds * frames.length) / 2 + 1);
    }),
  );
});
