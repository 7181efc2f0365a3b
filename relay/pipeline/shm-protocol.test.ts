import { expect, test } from 'vitest';
import { AcknowledgementReader, newAreaCommand, newBufferCommand } from './shm-protocol.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** Type 4, area 2, then the offset, then 8 bytes that mean nothing. */
const acknowledgement = (offset: string): string => `04000000 02000000 ${offset} ffeeddccbbaa9988`;

test('commands are laid out as shmpipe.c reads them on a little-endian machine', () => {
  expect(hex(newAreaCommand(1, '/a.b', 0x1_0000_2000))).toBe(
    ['01000000', '01000000', '0020000001000000', '05000000', '00000000', '2f612e6200'].join(''),
  );
  expect(hex(newBufferCommand(2, 0x1000, 62))).toBe('030000000200000000100000000000003e00000000000000');
});

test('acknowledgements are read in whatever pieces they come', () => {
  const both = bytes(acknowledgement('0010000000000000') + acknowledgement('0000000001000000'));
  const expected = [0x1000, 0x1_0000_0000];
  expect(new AcknowledgementReader().read(both)).toEqual(expected);
  for (let cut = 0; cut <= both.byteLength; cut++) {
    const reader = new AcknowledgementReader();
    expect([...reader.read(both.subarray(0, cut)), ...reader.read(both.subarray(cut))]).toEqual(expected);
  }
});

test('any other command is refused', () => {
  const reader = new AcknowledgementReader();
  expect(reader.read(bytes(acknowledgement('0010000000000000')))).toEqual([0x1000]);
  expect(() => reader.read(bytes('03000000 01000000 0000000000000000 0000000000000000'))).toThrow('type 3');
});
