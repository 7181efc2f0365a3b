import { expect, test } from 'vitest';
import { SRGB } from './colour.ts';
import {
  capsString,
  GDP_HEADER_BYTES,
  gdpChunkHeader,
  gdpEndOfStream,
  gdpFrameHeader,
  gdpPreamble,
  type VideoCaps,
} from './gdp.ts';

const caps: VideoCaps = { format: 'BGRA', width: 4, height: 2, colour: SRGB, rate: [60, 1] };
const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');

test('a frame header has type, length, PTS and duration where dataprotocol.c reads them', () => {
  expect(hex(gdpFrameHeader(16_666_666, 16_666_667, 32))).toBe(
    '01000000' +
      '0001' +
      '00000020' +
      '0000000000fe502a' +
      '0000000000fe502b' +
      'ffffffffffffffff'.repeat(2) +
      '0000' +
      'ffffffffffffffff' +
      '00'.repeat(10),
  );
});

test('an encoded frame is decoded when it is shown, and says whether it needs others', () => {
  const view = (isKey: boolean): DataView => new DataView(gdpChunkHeader(7, 9, 32, isKey).buffer);
  expect(view(true).getBigUint64(44)).toBe(7n);
  expect([view(true).getUint16(42), view(false).getUint16(42)]).toEqual([0, 0x2000]);
});

test('the end of the stream is a header alone', () => {
  const bytes = gdpEndOfStream();
  expect(bytes).toHaveLength(GDP_HEADER_BYTES);
  expect(hex(bytes.subarray(4, 6))).toBe('6e4e');
});

test('the preamble is STREAM_START, caps, SEGMENT, each ended by a NUL', () => {
  const packets = gdpPreamble(caps);
  expect(packets.map((packet) => hex(packet.subarray(4, 6)))).toEqual(['284e', '0002', '464e']);
  for (const packet of packets) {
    expect(packet.at(-1)).toBe(0);
    expect(new DataView(packet.buffer).getUint32(6)).toBe(packet.byteLength - GDP_HEADER_BYTES);
  }
});

test('caps name the format, the rate as a fraction, and sRGB', () => {
  expect(capsString(caps)).toBe(
    'video/x-raw, format=(string)BGRA, width=(int)4, height=(int)2, framerate=(fraction)60/1, pixel-aspect-ratio=(fraction)1/1, ' +
      'interlace-mode=(string)progressive, colorimetry=(string)1:1:7:1',
  );
});
