import { expect, it } from 'vitest';
import type { Chunk } from '../../transport/transport.ts';
import type { FrameTiming } from '../../../shared/recording/frame-times.ts';
import { Outbox } from './outbox.ts';

const timing = (index: number): FrameTiming => ({ ptsNs: index * 1000, durationNs: 1000 });

/** An outbox, what came out of it in words, and how many frames it may send. */
function outbox(credit: number): {
  box: Outbox;
  said: string[];
  grant(frames: number): void;
  chunk(index: number): boolean;
} {
  const said: string[] = [];
  let left = credit;
  const box = new Outbox({
    transport: {
      allows: () => left > 0,
      sendChunk: ({ ptsNs }: Chunk) => {
        left--;
        said.push(`frame ${ptsNs / 1000}`);
      },
      control: (message) => said.push('fromNs' in message ? `drop ${message.fromNs / 1000}` : message.type),
    },
    geometryId: 0,
    onSkipped: ({ ptsNs }) => said.push(`skipped ${ptsNs / 1000}`),
    onSent: () => undefined,
  });
  return {
    box,
    said,
    grant(frames) {
      left += frames;
      box.flush();
    },
    chunk: (index) =>
      box.encoded(index, (times) => ({ ...times, message: new Uint8Array(41), bytes: 1, isKey: false })),
  };
}

it('what is said between frames goes out between them, however late they are encoded', () => {
  const { box, said, chunk } = outbox(9);
  box.expect(timing(0), 0);
  box.control({ type: 'pause', atNs: 1000 });
  box.expect(timing(1), 1);
  expect(said).toEqual([]);
  expect(box.encoding).toBe(2);
  chunk(0);
  chunk(1);
  expect(said).toEqual(['frame 0', 'pause', 'frame 1']);
  expect([box.encoding, box.waiting]).toEqual([0, 0]);
});

it('without credit encoded frames wait, none is lost, and all go out in order', () => {
  const { box, said, grant, chunk } = outbox(1);
  for (const index of [0, 1, 2]) box.expect(timing(index), index);
  for (const index of [0, 1, 2]) chunk(index);
  expect(said).toEqual(['frame 0']);
  expect(box.waiting).toBe(2);
  grant(2);
  expect(said).toEqual(['frame 0', 'frame 1', 'frame 2']);
});

it('a frame that the encoder leaves out is told as a drop where it stood', () => {
  const { box, said, chunk } = outbox(9);
  for (const index of [0, 1, 2, 3]) box.expect(timing(index), index);
  chunk(0);
  chunk(2);
  box.drained();
  expect(said).toEqual(['frame 0', 'skipped 1', 'drop 1', 'frame 2', 'skipped 3', 'drop 3']);
  expect(box.encoding).toBe(0);
});

it('what the encoder was not given is no frame of the recording', () => {
  const { box, said, chunk } = outbox(9);
  box.expect(timing(5), 5);
  expect(chunk(4)).toBe(false);
  expect(chunk(5)).toBe(true);
  expect(chunk(5)).toBe(false);
  expect(said).toEqual(['frame 5']);
});
