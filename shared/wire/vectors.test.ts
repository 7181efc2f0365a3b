import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../errors.ts';
import {
  decodeFrameHeader,
  decodeSlotFrame,
  encodeFrameHeader,
  encodeSlotFrame,
  FRAME_HEADER_BYTES,
  type FrameHeader,
  type SlotFrameHeader,
} from './frame.ts';
import {
  type ClientMessage,
  decodeClientMessage,
  decodeRelayMessage,
  encodeClientMessage,
  encodeRelayMessage,
  type RelayMessage,
} from './messages.ts';
import vectors from './vectors.json' with { type: 'json' };

/** Its code where `act` breaks the protocol; what it returns otherwise. */
function outcome(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('frame headers', () => {
  it.each(vectors.frames)('$name (rules $rules)', ({ hex, messageBytes, value, error }) => {
    expect(outcome(() => decodeFrameHeader(bytesOf(hex), messageBytes))).toEqual(value ?? error);
    if (!value) return;
    const written = new Uint8Array(FRAME_HEADER_BYTES).fill(0xff);
    encodeFrameHeader(value as FrameHeader, written);
    expect(Buffer.from(written).toString('hex')).toBe(hex);
  });
});

describe('frames in a shared file', () => {
  it.each(vectors.slotFrames)('$name (rules $rules)', ({ hex, messageBytes, value, error }) => {
    expect(outcome(() => decodeSlotFrame(bytesOf(hex), messageBytes))).toEqual(value ?? error);
    if (!value) return;
    const written = new Uint8Array(FRAME_HEADER_BYTES).fill(0xff);
    encodeSlotFrame(value as SlotFrameHeader, written);
    expect(Buffer.from(written).toString('hex')).toBe(hex);
  });
});

describe('messages of the page', () => {
  it.each(vectors.page)('$name (rules $rules)', ({ text, value, error }) => {
    expect(outcome(() => decodeClientMessage(text))).toEqual(value ?? error);
    if (value) expect(JSON.parse(encodeClientMessage(value as unknown as ClientMessage))).toEqual(value);
  });
});

describe('messages of the relay', () => {
  it.each(vectors.relay)('$name (rules $rules)', ({ text, value, error }) => {
    expect(outcome(() => decodeRelayMessage(text))).toEqual(value ?? error);
    if (value) expect(JSON.parse(encodeRelayMessage(value as unknown as RelayMessage))).toEqual(value);
  });
});
